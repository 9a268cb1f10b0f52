//! Their sockets, and the start on them.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinSet;

use super::authority::Authority;
use super::{Ports, dns, postgres, redis, tls};
use crate::model::runbook::Rehearsal;
use crate::rehearsal::server::Services;
use crate::rehearsal::{RehearsalError, ports};

/// The sockets of the servers that a runbook describes.
#[derive(Debug)]
pub(in crate::rehearsal) struct Sockets {
    redis: Option<TcpListener>,
    postgres: Option<TcpListener>,
    dns: Option<UdpSocket>,
    tls: Option<TcpListener>,
}

impl Sockets {
    /// Binds what `rehearsal` describes, on the ports of `before` where they are free.
    pub(in crate::rehearsal) async fn bind(
        rehearsal: &Rehearsal,
        before: Ports,
    ) -> Result<Self, RehearsalError> {
        let failed = |source| RehearsalError::Listen { source };
        let redis = tcp(rehearsal.redis.is_some(), before.redis).await.map_err(failed)?;
        let postgres = tcp(rehearsal.postgres.is_some(), before.postgres).await.map_err(failed)?;
        let tls = tcp(!rehearsal.tls.is_empty(), before.tls).await.map_err(failed)?;
        let dns = udp(!rehearsal.dns.is_empty(), before.dns).await.map_err(failed)?;
        Ok(Self { redis, postgres, dns, tls })
    }

    /// Where they are bound.
    pub(in crate::rehearsal) fn ports(&self) -> Ports {
        let port = |it: &Option<TcpListener>| it.as_ref()?.local_addr().ok().map(|at| at.port());
        Ports {
            redis: port(&self.redis),
            postgres: port(&self.postgres),
            dns: self.dns.as_ref().and_then(|it| it.local_addr().ok()).map(|at| at.port()),
            tls: port(&self.tls),
        }
    }

    /// Serves on them until the world's shutdown, or until the set is dropped.
    pub(in crate::rehearsal) fn serve(
        self,
        services: &Arc<Services>,
        authority: Option<Authority>,
    ) -> JoinSet<()> {
        let mut servers = JoinSet::new();
        if let Some(listener) = self.redis {
            servers.spawn(each(listener, Arc::clone(services), redis::converse));
        }
        if let Some(listener) = self.postgres {
            servers.spawn(each(listener, Arc::clone(services), postgres::converse));
        }
        if let Some(socket) = self.dns {
            servers.spawn(dns::serve(socket, Arc::clone(services)));
        }
        if let (Some(listener), Some(authority)) = (self.tls, authority) {
            let authority = Arc::new(authority);
            servers.spawn(each(listener, Arc::clone(services), move |stream, services| {
                tls::shake(stream, services, Arc::clone(&authority))
            }));
        }
        servers
    }
}

async fn tcp(wanted: bool, before: Option<u16>) -> io::Result<Option<TcpListener>> {
    if !wanted {
        return Ok(None);
    }
    ports::bind(before, TcpListener::bind::<SocketAddr>).await.map(Some)
}

async fn udp(wanted: bool, before: Option<u16>) -> io::Result<Option<UdpSocket>> {
    if !wanted {
        return Ok(None);
    }
    ports::bind(before, UdpSocket::bind::<SocketAddr>).await.map(Some)
}

/// Serves each connection of `listener` until the shutdown; connections end with the server.
async fn each<F>(
    listener: TcpListener,
    services: Arc<Services>,
    serve: impl Fn(TcpStream, Arc<Services>) -> F,
) where
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                connections.spawn(serve(stream, Arc::clone(&services)));
            },
            // Ended connections are taken out, so that the set doesn't grow.
            Some(_) = connections.join_next() => {}
            () = services.shutdown.cancelled() => return,
        }
    }
}
