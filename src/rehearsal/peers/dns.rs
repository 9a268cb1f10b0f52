//! The world's name server.

use std::io;
use std::sync::Arc;

use hickory_resolver::proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, CNAME, MX, NS, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::net::UdpSocket;

use crate::model::runbook::WorldDns;
use crate::rehearsal::scene::Scene;
use crate::rehearsal::server::Services;

/// How long an answer may be kept, in seconds.
const TTL_SECONDS: u32 = 300;

/// Answers until the shutdown.
pub(super) async fn serve(socket: UdpSocket, services: Arc<Services>) {
    let mut bytes = [0; 4096];
    loop {
        let received = tokio::select! {
            received = socket.recv_from(&mut bytes) => received,
            () = services.shutdown.cancelled() => return,
        };
        let Ok((length, peer)) = received else { continue };
        // What is no question gets no answer, nor does a peer that has gone.
        if let Ok(reply) = answer(&services.scene, &bytes[..length]) {
            let _ = socket.send_to(&reply, peer).await;
        }
    }
}

fn answer(scene: &Scene, question: &[u8]) -> io::Result<Vec<u8>> {
    let bad = |_| io::Error::from(io::ErrorKind::InvalidData);
    let question = Message::from_vec(question).map_err(|_| io::ErrorKind::InvalidData)?;
    let mut reply = Message::response(question.metadata.id, OpCode::Query);
    reply.metadata.message_type = MessageType::Response;
    reply.metadata.authoritative = true;
    reply.metadata.recursion_available = true;
    reply.metadata.recursion_desired = question.metadata.recursion_desired;
    for query in &question.queries {
        reply.add_query(query.clone());
        let moment = scene.moment();
        let known: Vec<&WorldDns> = (scene.kept.rehearsal.dns.iter())
            .filter(|records| same(&records.name, query.name()) && records.when.fits(&moment).is_some())
            .collect();
        if known.is_empty() {
            reply.metadata.response_code = ResponseCode::NXDomain;
        }
        for records in known {
            for record in &records.is {
                let Some(data) = data(&records.record_type, record) else { continue };
                let kind = data.record_type();
                if kind == query.query_type() || kind == RecordType::CNAME {
                    reply.add_answer(Record::from_rdata(query.name().clone(), TTL_SECONDS, data));
                }
            }
        }
    }
    reply.to_vec().map_err(bad)
}

fn same(known: &str, asked: &Name) -> bool {
    asked.to_ascii().trim_end_matches('.').eq_ignore_ascii_case(known.trim_end_matches('.'))
}

fn data(kind: &str, record: &str) -> Option<RData> {
    let name = |text: &str| Name::from_ascii(format!("{}.", text.trim_end_matches('.'))).ok();
    Some(match kind {
        "A" => RData::A(A(record.parse().ok()?)),
        "AAAA" => RData::AAAA(AAAA(record.parse().ok()?)),
        "CNAME" => RData::CNAME(CNAME(name(record)?)),
        "NS" => RData::NS(NS(name(record)?)),
        "TXT" => RData::TXT(TXT::new(vec![record.to_owned()])),
        "MX" => {
            let (preference, exchange) = record.split_once(' ')?;
            RData::MX(MX::new(preference.parse().ok()?, name(exchange)?))
        }
        _ => return None,
    })
}
