//! nginx: plain HTTP, and TLS with certificates in every state.

use std::process::Command;

use super::certificates::Authority;
use super::process::{Server, find, free_port};

pub struct Nginx {
    pub server: Server,
    pub http: u16,
    pub valid: u16,
    pub expiring: u16,
    pub expired: u16,
    pub wrong_name: u16,
}

impl Nginx {
    pub fn start(test: &str) -> Option<Self> {
        let program = find(test, "nginx", "nginx")?;
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::new(folder.path());
        authority.issue("valid", "localhost", -1, 365);
        authority.issue("expiring", "localhost", -80, 10);
        authority.issue("expired", "localhost", -90, -3);
        authority.issue("wrong", "elsewhere.example", -1, 365);
        let [http, valid, expiring, expired, wrong_name] = std::array::from_fn(|_| free_port());
        let tls = [("valid", valid), ("expiring", expiring), ("expired", expired), ("wrong", wrong_name)]
            .map(|(name, port)| {
                format!(
                    "server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {name}.pem; ssl_certificate_key {name}.key; \
                     location / {{ default_type application/json; return 200 '{{\"tls\":\"{name}\"}}'; }} }}"
                )
            })
            .join("\n");
        let root = folder.path().display().to_string();
        let conf = format!(
            r#"
daemon off; master_process off; error_log stderr; pid {root}/nginx.pid;
events {{}}
http {{
  access_log off;
  client_body_temp_path {root}/body; proxy_temp_path {root}/proxy; fastcgi_temp_path {root}/fastcgi;
  uwsgi_temp_path {root}/uwsgi; scgi_temp_path {root}/scgi;
  server {{
    listen 127.0.0.1:{http};
    default_type application/json;
    location = /health {{ add_header X-Version 4f2c1ab; return 200 '{{"status":"ok","queue":3,"checks":[{{"up":true}},{{"up":true}}]}}'; }}
    location = /down {{ return 503 '{{"status":"down"}}'; }}
    location = /empty {{ return 200; }}
    location = /html {{ default_type text/html; return 200 '<h1>Sorry</h1>'; }}
    location = /moved {{ return 302 /health; }}
    location = /away {{ return 302 http://elsewhere.invalid/health; }}
    location = /circle {{ return 302 /circle; }}
    location = /private {{ if ($http_authorization != "Bearer s3cr3t-token") {{ return 401 'who are you?'; }} return 200 '{{"you":"in","token":"s3cr3t-token"}}'; }}
    location = /basic {{ if ($http_authorization != "Basic b3BzOnAxOnAy") {{ return 401; }} return 200 'in'; }}
    location = /echo {{ return 200 'you sent $http_authorization'; }}
    location = /post {{ if ($request_method != POST) {{ return 405; }} return 201 '$content_type'; }}
  }}
  {tls}
}}
"#
        );
        std::fs::write(folder.path().join("nginx.conf"), conf).unwrap();
        let mut command = Command::new(program);
        command.arg("-p").arg(folder.path()).arg("-c").arg(folder.path().join("nginx.conf"));
        let server = Server::start(command, folder);
        Some(Self { server: server.wait_for_port(wrong_name), http, valid, expiring, expired, wrong_name })
    }
}
