//! A static file server on 127.0.0.1, which serves a built page as a host on the internet would.
//!
//! Invariant: it answers only with files that lie in its folder, however the path is spelled.
//! It knows GET and HEAD, one request a connection, and of negotiation only the `.br` and `.gz`
//! beside a file. It is for one person or one test, not for the internet.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// How long a connection may say nothing. Browsers open some that they never use.
const SILENCE_MAX: Duration = Duration::from_secs(30);
/// The bytes that a request's head may have.
const HEAD_MAX: u64 = 64 * 1024;

/// A server that has its port and has not begun to answer.
pub struct Server {
    listener: TcpListener,
    site: Arc<Site>,
}

/// What is served: a folder, and the path that it appears under.
struct Site {
    folder: PathBuf,
    mount: String,
}

impl Server {
    /// Takes `port` of 127.0.0.1, or any free one for 0, to serve `folder` under the path `mount`
    /// (`/`, or `/some/path/`).
    ///
    /// # Errors
    ///
    /// When the port is taken, or `folder` is not there.
    pub fn bind(folder: &Path, mount: &str, port: u16) -> io::Result<Server> {
        let folder = folder.canonicalize()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        Ok(Server { listener, site: Arc::new(Site { folder, mount: mount.to_owned() }) })
    }

    /// The address of the page, for a person or a browser to open.
    ///
    /// # Errors
    ///
    /// When the system does not tell the port.
    pub fn url(&self) -> io::Result<String> {
        let SocketAddr::V4(address) = self.listener.local_addr()? else {
            return Err(io::Error::other("a listener on 127.0.0.1 has another kind of address"));
        };
        Ok(format!("http://{address}{}", self.site.mount))
    }

    /// Answers for as long as the process lives, each connection on a thread of its own.
    pub fn run(self) {
        for stream in self.listener.incoming().flatten() {
            let site = Arc::clone(&self.site);
            // A client that goes away in the middle of an answer is no concern of the next one.
            thread::spawn(move || drop(site.answer(stream)));
        }
    }
}

/// What a request asks for, as far as it matters here.
#[derive(Debug, PartialEq, Eq)]
struct Request {
    method: String,
    path: String,
    /// The value of Accept-Encoding, in lower case.
    encodings: String,
}

impl Site {
    fn answer(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(SILENCE_MAX))?;
        let Some(request) = read(BufReader::new(&stream).take(HEAD_MAX))? else {
            return refuse(&mut stream, "400 Bad Request");
        };
        if request.method != "GET" && request.method != "HEAD" {
            return refuse(&mut stream, "405 Method Not Allowed");
        }
        let Some(file) = self.find(&request.path) else {
            return refuse(&mut stream, "404 Not Found");
        };
        let (encoding, body) = encoded(&file, &request.encodings)?;
        // Every name but the page's own holds a hash of the content.
        let cache = match file.extension().is_some_and(|extension| extension == "html") {
            true => "no-cache",
            false => "public, max-age=31536000, immutable",
        };
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: {cache}\r\n\
             {encoding}Vary: Accept-Encoding\r\nX-Content-Type-Options: nosniff\r\n\
             Connection: close\r\n\r\n",
            mime(&file),
            body.len(),
        )?;
        if request.method == "GET" {
            stream.write_all(&body)?;
        }
        stream.flush()
    }

    /// The file that a path names: below the folder, and there.
    fn find(&self, path: &str) -> Option<PathBuf> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let path = decode(path)?;
        let relative = path.strip_prefix(self.mount.as_str())?;
        let relative = if relative.is_empty() { "index.html" } else { relative };
        let plain = |part: &str| {
            !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '\0'])
        };
        if !relative.split('/').all(plain) {
            return None;
        }
        // A link that leads out of the folder is found out here.
        let file = self.folder.join(relative).canonicalize().ok()?;
        (file.starts_with(&self.folder) && file.is_file()).then_some(file)
    }
}

/// Reads a request's head; `None` when it is not one, or nothing came.
fn read(head: impl BufRead) -> io::Result<Option<Request>> {
    let mut lines = head.lines();
    let Some(first) = lines.next().transpose()? else { return Ok(None) };
    let mut words = first.split(' ');
    let (Some(method), Some(path), Some(version)) = (words.next(), words.next(), words.next())
    else {
        return Ok(None);
    };
    if !version.starts_with("HTTP/1.") {
        return Ok(None);
    }
    let mut request =
        Request { method: method.to_owned(), path: path.to_owned(), encodings: String::new() };
    for line in lines {
        let line = line?;
        if line.is_empty() {
            return Ok(Some(request));
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("accept-encoding")
        {
            request.encodings = value.to_ascii_lowercase();
        }
    }
    Ok(None)
}

/// The header line that tells the encoding, and the bytes: the best of those that lie beside the
/// file and that the client accepts.
fn encoded(file: &Path, encodings: &str) -> io::Result<(String, Vec<u8>)> {
    for (encoding, extension) in [("br", "br"), ("gzip", "gz")] {
        let mut beside = file.as_os_str().to_owned();
        beside.push(format!(".{extension}"));
        if accepts(encodings, encoding)
            && let Ok(body) = fs::read(&beside)
        {
            return Ok((format!("Content-Encoding: {encoding}\r\n"), body));
        }
    }
    Ok((String::new(), fs::read(file)?))
}

/// Whether a value of Accept-Encoding names `encoding` with a weight other than zero.
fn accepts(encodings: &str, encoding: &str) -> bool {
    encodings.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts.next() == Some(encoding);
        let zero = |part: &str| {
            part.strip_prefix("q=").is_some_and(|weight| weight.chars().all(|c| "0.".contains(c)))
        };
        named && !parts.any(zero)
    })
}

fn refuse(stream: &mut TcpStream, status: &str) -> io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{status}\n",
        status.len() + 1
    )?;
    stream.flush()
}

/// A path with its %XX resolved; `None` when that is no text.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%' {
            let (digits, after) = rest.split_at_checked(2)?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = after;
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn mime(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page, a program with its `.br`, and a secret outside of the served folder; gone at the end.
    struct Temporary(PathBuf);

    impl Temporary {
        fn new(name: &str) -> Temporary {
            let root = std::env::temp_dir().join(format!("tidemark-{name}-{}", std::process::id()));
            fs::create_dir_all(root.join("dist")).expect("a temporary folder can be made");
            for (path, content) in [
                ("dist/index.html", "page"),
                ("dist/ui.wasm", "long"),
                ("dist/ui.wasm.br", "br"),
                ("secret", "secret"),
            ] {
                fs::write(root.join(path), content).expect("a temporary file can be written");
            }
            Temporary(root.canonicalize().expect("it was made"))
        }

        fn site(&self) -> Site {
            Site { folder: self.0.join("dist"), mount: "/a/b/".into() }
        }
    }

    impl Drop for Temporary {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).expect("what was made can be removed");
        }
    }

    #[test]
    fn only_files_of_the_folder_are_found() {
        let temporary = Temporary::new("find");
        let site = temporary.site();
        for path in ["/a/b/", "/a/b/index.html", "/a/b/?q=1", "/a/b/ui%2Ewasm"] {
            assert!(site.find(path).is_some(), "{path}");
        }
        let refused = [
            "/",
            "/a/b",
            "/a/b/../secret",
            "/a/b/%2e%2e/secret",
            "/a/b/..%2fsecret",
            "/a/b/..%5csecret",
            "/a/b//etc/passwd",
            "/a/b/%2fetc/passwd",
            "/a/b/./index.html",
            "/a/b/index.html/",
            "/a/b/none",
            "/a/b/%zz",
            "/a/b/%0",
            "/a/b/%ff",
        ];
        for path in refused {
            assert_eq!(site.find(path), None, "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_not_followed() {
        let temporary = Temporary::new("link");
        let site = temporary.site();
        std::os::unix::fs::symlink("../secret", site.folder.join("out"))
            .expect("links can be made");
        assert_eq!(site.find("/a/b/out"), None);
    }

    #[test]
    fn the_best_accepted_encoding_is_served() {
        let temporary = Temporary::new("encoding");
        let site = temporary.site();
        let file = site.folder.join("ui.wasm");
        let served = |encodings| encoded(&file, encodings).expect("the file is there");
        assert_eq!(served("gzip, br").1, b"br");
        assert_eq!(served("gzip, br;q=0").1, b"long");
        assert_eq!(served("gzip"), (String::new(), b"long".to_vec()));
        assert_eq!(served("").1, b"long");
    }

    #[test]
    fn what_is_no_request_is_not_read_as_one() {
        let read = |text: &str| read(text.as_bytes()).expect("memory can be read");
        let request = read("GET / HTTP/1.1\r\nACCEPT-encoding: GZIP\r\n\r\n");
        assert_eq!(request.map(|request| request.encodings).as_deref(), Some(" gzip"));
        for text in ["", "GET /\r\n\r\n", "GET / HTTP/2\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n"] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_browser_gets_the_program_as_webassembly() {
        let temporary = Temporary::new("socket");
        let server =
            Server::bind(&temporary.0.join("dist"), "/a/b/", 0).expect("some port is free");
        let address = server.listener.local_addr().expect("it has a port");
        thread::spawn(|| server.run());
        let mut stream = TcpStream::connect(address).expect("it listens");
        stream
            .write_all(b"GET /a/b/ui.wasm HTTP/1.1\r\nAccept-Encoding: br\r\n\r\n")
            .expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("Content-Type: application/wasm\r\n"), "{answer}");
        assert!(answer.contains("Content-Encoding: br\r\n"), "{answer}");
        assert!(answer.ends_with("\r\n\r\nbr"), "{answer}");
    }
}
