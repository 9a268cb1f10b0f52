//! The world's ports: those that it had before, wherever they can be had.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// How often a port that somebody else holds is tried. A client's passing socket frees it within milliseconds.
const TRIES: u32 = 10;
/// The pause between two tries.
const PAUSE: Duration = Duration::from_millis(20);

/// Binds, by `socket`, the first of the `wished` ports of the loopback interface that is free or becomes free soon, else any.
pub(super) async fn bind<S>(
    wished: impl IntoIterator<Item = u16>,
    socket: impl AsyncFn(SocketAddr) -> io::Result<S>,
) -> io::Result<S> {
    for port in wished {
        for attempt in 0..TRIES {
            if attempt > 0 {
                tokio::time::sleep(PAUSE).await;
            }
            match socket((Ipv4Addr::LOCALHOST, port).into()).await {
                Ok(bound) => return Ok(bound),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
                Err(_) => break,
            }
        }
    }
    socket((Ipv4Addr::LOCALHOST, 0).into()).await
}

#[cfg(test)]
mod tests {
    use tokio::net::UdpSocket;

    use super::*;

    #[tokio::test]
    async fn a_port_that_is_held_for_a_moment_is_waited_for_and_another_one_taken_in_the_end() {
        let held = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let port = held.local_addr().unwrap().port();
        let other = bind([port], UdpSocket::bind::<SocketAddr>).await.unwrap();
        assert_ne!(other.local_addr().unwrap().port(), port);

        let soon = tokio::spawn(bind([port], UdpSocket::bind::<SocketAddr>));
        tokio::task::yield_now().await;
        drop(held);
        assert_eq!(soon.await.unwrap().unwrap().local_addr().unwrap().port(), port);
    }
}
