//! What a key can mean.

/// What a key can mean. The tables give each its keys, its word for the footer and its line in the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Does whatever the step needs next.
    Go,
    /// One up.
    Up,
    /// One down.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// To the next pane, tab or field.
    Next,
    /// To the pane, tab or field before.
    Previous,
    /// Closes a group, or takes the choice before.
    Left,
    /// Opens a group, or takes the next choice.
    Right,
    /// Opens or closes a group.
    Toggle,
    /// Closes what is in front.
    Back,
    /// Signs the step.
    Sign,
    /// Calls the step failed.
    Fail,
    /// Leaves the step out.
    Skip,
    /// Accepts the step though it didn't pass.
    Waive,
    /// Writes a note.
    Note,
    /// Writes a note on the run.
    RunNote,
    /// Begins the step again.
    Rerun,
    /// Chooses another variant.
    Variant,
    /// Starts the offered plan, or shows the plans.
    Rollback,
    /// Declines the offered plan.
    Decline,
    /// Shows the known troubles.
    Troubleshoot,
    /// Shows whom to call.
    Contacts,
    /// Declares, acknowledges or resolves an incident.
    Incident,
    /// Shows incidents, clocks, due phases and windows.
    Times,
    /// Copies the marked line.
    Copy,
    /// Leaves; the run goes on.
    Detach,
    /// Stops what runs.
    Cancel,
    /// Acknowledges a firing guard.
    Acknowledge,
    /// Shows the metrics on the whole screen.
    Metrics,
    /// Goes to the output pane, and back.
    Output,
    /// The pane that has the keys on the whole screen.
    Zoom,
    /// The output of the attempt before.
    Older,
    /// The output of the next attempt.
    Newer,
    /// Follows the output, or stops following.
    Follow,
    /// Ends the run.
    EndRun,
    /// Takes the driver's seat.
    TakeOver,
    /// Goes to the step that is up.
    Current,
    /// Searches the steps.
    Search,
    /// Lists every action.
    Palette,
    /// Lists every key.
    Help,
    /// Turns the mouse on or off.
    Mouse,
    /// Gives the keys back from a step's terminal.
    Release,
    /// Takes what is marked, sends what is typed.
    Accept,
    /// Starts a new line in a text.
    Newline,
    /// Draws everything anew.
    Redraw,
    /// Starts a rehearsal.
    Rehearse,
    /// Joins a run and only watches.
    Observe,
    /// Writes a run's print copy.
    Export,
}
