use super::*;

fn start() -> (Start, crate::service::api::Backend) {
    let (handle, backend) = channel();
    (Start { service: Ok(handle), settings: Settings::default(), sample: None, is_sample: false }, backend)
}

#[test]
fn without_accounts_the_welcome_is_shown() {
    let (start, _backend) = start();
    let (mut app, _) = App::new(start);

    let _ = app.update(Message::AccountsLoaded(0, Ok(Vec::new())));

    assert!(matches!(app.screen(), Screen::Welcome(_)));
}

#[test]
fn accounts_of_a_service_that_is_no_longer_shown_are_dropped() {
    let (start, _backend) = start();
    let (mut app, _) = App::new(start);

    let _ = app.update(Message::AccountsLoaded(7, Ok(Vec::new())));

    assert!(matches!(app.screen(), Screen::Starting));
}
