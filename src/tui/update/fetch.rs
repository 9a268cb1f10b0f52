use super::super::app::{Model, Outgoing, Pane};
use super::super::view;
use crate::session::message::FromClient;

/// What has to be fetched for what is in sight. Called once before each drawing.
pub fn fetch(model: &mut Model) -> Vec<Outgoing> {
    let mut out = Vec::new();
    model.settle();
    fit_terminal(model, &mut out);
    if let Some(pty) = &model.pty
        && let Some(offset) = pty.wants()
    {
        let (step, attempt) = (pty.step.clone(), pty.attempt);
        let id = model.serial();
        if let Some(pty) = &mut model.pty {
            pty.asked = Some(id);
        }
        out.push(Outgoing::Send(FromClient::Bytes { id, step, attempt, offset }));
        return out;
    }
    let areas = view::areas(model);
    let Some(inner) = areas.inner(Pane::Output) else { return out };
    let Some((from, count)) = model.output.wants(u64::from(inner.height)) else { return out };
    let Some((step, attempt)) = model.output.of.clone() else { return out };
    let id = model.serial();
    model.output.asked = Some(id);
    out.push(Outgoing::Send(FromClient::Lines { id, step, attempt, from, count }));
    out
}

/// Tells the program on a step's terminal how large its pane is.
fn fit_terminal(model: &mut Model, out: &mut Vec<Outgoing>) {
    let size = view::terminal_size(model);
    let drives = model.drives();
    let Some(pty) = &mut model.pty else { return };
    if pty.told && pty.size == size {
        return;
    }
    pty.told = true;
    pty.resize(size);
    if drives {
        let (cols, rows) = pty.size;
        out.push(Outgoing::Send(FromClient::Resize { step: pty.step.clone(), cols, rows }));
    }
}
