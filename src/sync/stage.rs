//! A thread that parses and stores what the connection brings while the connection brings more.
//!
//! Jobs are done in the order they were pushed. Invariant: bytes in flight are bounded as long as who
//! pushes waits for [`Stage::room`] before asking the server for more.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::error::{Error, ErrorKind, Result};

/// Bytes that may wait to be parsed and stored before more is asked for.
pub const MAX_IN_FLIGHT: u64 = 12 << 20;

/// The near end of the threads.
#[derive(Debug)]
pub struct Stage<T> {
    jobs: mpsc::Sender<(T, u64)>,
    threads: Vec<JoinHandle<Result<()>>>,
    flow: Arc<Flow>,
}

#[derive(Debug, Default)]
struct Flow {
    bytes: AtomicU64,
    failed: AtomicBool,
    changed: Notify,
}

impl<T: Send + 'static> Stage<T> {
    /// Starts `threads` threads that do jobs until the stage is finished or dropped, or one fails. With
    /// more than one, jobs may be done in another order.
    pub fn start(threads: usize, work: impl Fn(T) -> Result<()> + Send + Clone + 'static) -> Self {
        let (jobs, queue) = mpsc::channel::<(T, u64)>();
        let flow = Arc::new(Flow::default());
        let queue = Arc::new(Mutex::new(queue));
        let threads = (0..threads.max(1))
            .map(|_| {
                let (flow, queue, work) = (Arc::clone(&flow), Arc::clone(&queue), work.clone());
                tokio::task::spawn_blocking(move || run(&queue, &flow, work))
            })
            .collect();
        Self { jobs, threads, flow }
    }

    /// Hands over a job that weighs so many bytes. Never blocks.
    pub fn push(&self, job: T, bytes: u64) {
        self.flow.bytes.fetch_add(bytes, Ordering::AcqRel);
        // Refused only after a failure, which `room` and `finish` tell.
        let _ = self.jobs.send((job, bytes));
    }

    /// Waits until there is room for more. Cancel safe.
    ///
    /// # Errors
    /// [`ErrorKind::Stopped`] if a job failed; [`Self::finish`] says why.
    pub async fn room(&self) -> Result<()> {
        loop {
            let changed = self.flow.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if self.flow.failed.load(Ordering::Acquire) {
                return Err(Error::new(ErrorKind::Stopped, "store what was fetched"));
            }
            if self.flow.bytes.load(Ordering::Acquire) <= MAX_IN_FLIGHT {
                return Ok(());
            }
            changed.await;
        }
    }

    /// Waits for the last job.
    ///
    /// Not cancel safe: when dropped, the jobs that wait are still done, but nobody hears how it went.
    ///
    /// # Errors
    /// What a job failed with.
    pub async fn finish(self) -> Result<()> {
        let Self { jobs, threads, .. } = self;
        drop(jobs);
        let mut result = Ok(());
        for thread in threads {
            let ended = thread.await.unwrap_or_else(|error| {
                Err(Error::new(ErrorKind::Storage, "store what was fetched").with_source(error))
            });
            result = result.and(ended);
        }
        result
    }
}

fn run<T>(queue: &Mutex<mpsc::Receiver<(T, u64)>>, flow: &Flow, work: impl Fn(T) -> Result<()>) -> Result<()> {
    let _told = Told(flow);
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((job, bytes)) = next else { return Ok(()) };
        if flow.failed.load(Ordering::Acquire) {
            return Ok(());
        }
        if let Err(error) = work(job) {
            flow.failed.store(true, Ordering::Release);
            return Err(error);
        }
        flow.bytes.fetch_sub(bytes, Ordering::AcqRel);
        flow.changed.notify_waiters();
    }
}

/// Tells who waits for room that a thread ended, also when it panicked.
struct Told<'a>(&'a Flow);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.failed.store(true, Ordering::Release);
        }
        self.0.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn jobs_are_done_in_order_and_all_before_the_end() {
        let done = Arc::new(Mutex::new(Vec::new()));
        let stage = Stage::start(1, {
            let done = Arc::clone(&done);
            move |job: u32| {
                done.lock().unwrap().push(job);
                Ok(())
            }
        });

        (0..1_000).for_each(|job| stage.push(job, 1));
        stage.finish().await.unwrap();

        assert_eq!(*done.lock().unwrap(), (0..1_000).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn there_is_room_again_once_the_bytes_are_stored() {
        let (open, gate) = mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let stage = Stage::start(1, move |(): ()| {
            let _ = gate.lock().unwrap().recv();
            Ok(())
        });
        stage.room().await.unwrap();

        stage.push((), MAX_IN_FLIGHT + 1);
        assert!(tokio::time::timeout(Duration::from_millis(50), stage.room()).await.is_err(), "no room");
        open.send(()).unwrap();
        tokio::time::timeout(Duration::from_secs(10), stage.room()).await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_job_that_fails_ends_the_stage_with_its_reason() {
        let stage = Stage::start(2, |(): ()| Err(Error::new(ErrorKind::DiskFull, "store")));

        stage.push((), MAX_IN_FLIGHT + 1);

        assert_eq!(
            tokio::time::timeout(Duration::from_secs(10), stage.room()).await.unwrap().unwrap_err().kind(),
            ErrorKind::Stopped
        );
        assert_eq!(stage.finish().await.unwrap_err().kind(), ErrorKind::DiskFull);
    }
}
