// Starts the page's program, and says in words what keeps it from starting or from going on.
//
// It needs no WebAssembly, since it speaks when WebAssembly cannot. All it shares with the
// Rust half (crates/ui) is storage:
//
// - sessionStorage "tidemark.journal": text. First stands the genesis, then the last gestures,
//   each on a line of its own; earlier ones lie under keys of the program's. Rust appends a
//   gesture before it is executed.
// - sessionStorage "tidemark.drawn": something once the last gesture was executed and drawn. A
//   program that fails without it failed at the last line.
// - sessionStorage "tidemark.crash": text, the panic's message and place, for people. Rust's
//   panic hook writes it; only a choice on the card below removes it.
// - localStorage "tidemark.language": "en" or "zh-Hans", once the reader has chosen.
// - localStorage "tidemark.theme": "light" or "dark", once the reader has chosen.
//
// After a panic every call into the program traps. The trap reaches this file as an uncaught
// error or rejection, and the card takes the page's place.

const JOURNAL = "tidemark.journal";
const CRASH = "tidemark.crash";
const DRAWN = "tidemark.drawn";

const WORDS = {
  en: {
    failed: "Tidemark stopped because of a mistake in its own code",
    failedBody: "Your session is kept. The last good step is the one before the failure.",
    missing: "Tidemark could not start",
    missingBody: "Its program did not load. Check the connection, then try again.",
    old: "This browser cannot run Tidemark",
    oldBody: "Tidemark is a WebAssembly program. Any browser since 2023 can run it.",
    restore: "Restore the last good step",
    over: "Start over",
    again: "Try again",
    copy: "Copy report",
    copied: "Copied",
    report: "Report",
  },
  "zh-Hans": {
    failed: "Tidemark 自身的代码出错，已停止运行",
    failedBody: "你的会话还在。出错之前的那一步是最后一个正常的步骤。",
    missing: "Tidemark 没能启动",
    missingBody: "程序没有加载成功。请检查网络连接，然后重试。",
    old: "这个浏览器无法运行 Tidemark",
    oldBody: "Tidemark 是 WebAssembly 程序，2023 年以后的浏览器都能运行。",
    restore: "恢复到最后一个正常的步骤",
    over: "重新开始",
    again: "重试",
    copy: "复制报告",
    copied: "已复制",
    report: "报告",
  },
};

// Storage that is switched off, or full, reads as empty and keeps nothing.
const stored = (storage, key) => {
  try {
    return window[storage].getItem(key) ?? "";
  } catch {
    return "";
  }
};
const keep = (key, text) => {
  try {
    text ? sessionStorage.setItem(key, text) : sessionStorage.removeItem(key);
  } catch {}
};

const element = (name, parent, properties) =>
  parent.appendChild(Object.assign(document.createElement(name), properties));

// Replaces the page by what happened (a key of WORDS), the ways on, and a report of the error.
// Once: the timers of a program that failed go on failing behind the card.
let shown = false;
const card = (what, error) => {
  if (shown) return;
  shown = true;
  const words = WORDS[document.documentElement.lang] ?? WORDS.en;
  const journal = stored("sessionStorage", JOURNAL);
  const lines = journal.split("\n").filter(Boolean);
  const good = stored("sessionStorage", DRAWN) ? lines : lines.slice(0, -1);
  const crash = stored("sessionStorage", CRASH);
  const report = [crash || `${error}`, navigator.userAgent, location.href, journal].join("\n");

  const main = document.createElement("main");
  main.className = "recovery";
  const heading = element("h1", main, { textContent: words[what], tabIndex: -1 });
  element("p", main, { textContent: words[what + "Body"] });
  const button = (name, onclick) =>
    element("button", main, { type: "button", textContent: words[name], onclick });
  const reopen = (text) => {
    try {
      if (!text) sessionStorage.clear();
    } catch {}
    keep(CRASH, "");
    keep(DRAWN, "");
    keep(JOURNAL, text);
    location.reload();
  };
  if (what === "missing") button("again", () => location.reload());
  if (what === "failed") {
    if (good.length) button("restore", () => reopen(good.join("\n") + "\n"));
    button("over", () => {
      history.replaceState(null, "", location.pathname + location.search);
      reopen("");
    });
  }
  const copy = button("copy", async () => {
    box.select();
    await navigator.clipboard.writeText(report);
    copy.textContent = words.copied;
  });
  const box = element("textarea", main, { readOnly: true, rows: 8, value: report });
  box.setAttribute("aria-label", words.report);
  document.body.replaceChildren(main);
  heading.focus();
};

// A trap that left no report is the stack or the memory running out.
const failed = (error) =>
  error instanceof WebAssembly.RuntimeError || stored("sessionStorage", CRASH);

// Gives the document the reader's language and theme.
const greet = () => {
  const spoken = stored("localStorage", "tidemark.language") || navigator.language;
  document.documentElement.lang = /^zh/i.test(spoken) ? "zh-Hans" : "en";
  const theme = stored("localStorage", "tidemark.theme");
  if (theme) document.documentElement.dataset.theme = theme;
};

const start = async () => {
  greet();
  if (typeof WebAssembly !== "object") return card("old", "no WebAssembly");
  if (stored("sessionStorage", CRASH)) return card("failed");
  const watch = (error) => failed(error) && card("failed", error);
  addEventListener("error", (event) => watch(event.error));
  addEventListener("unhandledrejection", (event) => watch(event.reason));
  try {
    const program = document.querySelector("link[rel=modulepreload]");
    const wasm = document.querySelector("link[as=fetch]");
    const { default: init } = await import(program.href);
    const integrity = wasm.dataset.integrity;
    await init({ module_or_path: fetch(wasm.href, { integrity }) });
  } catch (error) {
    card(failed(error) ? "failed" : "missing", error);
  }
};

start();
