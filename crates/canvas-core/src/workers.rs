//! The workers: a few native threads, shared by all windows, that render scenes.
//!
//! Each has its own [`Rasterizer`], so memory grows with cores and not with windows. A worker whose job takes longer than
//! [`LONG_JOB`] is replaced, so that one heavy window delays no other; when the job is done, the surplus worker ends.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, LazyLock, Mutex};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use crate::raster::Rasterizer;
use crate::wait::{lock, wait_on};
use crate::{threads, timers};

/// After this time a running job no longer counts as a worker.
const LONG_JOB: Duration = Duration::from_millis(100);
/// There are at most this many workers, however many windows are heavy.
const MAX_THREADS: usize = 64;

pub(crate) type Job = Box<dyn FnOnce(&mut Rasterizer) + Send>;

#[derive(Default)]
struct Pool {
    jobs: VecDeque<Job>,
    /// Workers that run or wait, except those in a long job.
    workers: usize,
    /// Workers that wait for a job.
    waiting: usize,
    /// All threads, including those in a long job.
    threads: usize,
    /// The program ends: workers end as soon as they have finished their job.
    stopping: bool,
}

static POOL: LazyLock<Mutex<Pool>> = LazyLock::new(Mutex::default);
static WAKE: Condvar = Condvar::new();
static ENDED: Condvar = Condvar::new();

/// How many workers there should be.
fn target() -> usize {
    available_parallelism().map_or(2, usize::from).clamp(1, 8)
}

/// Queues a job. Returns at once.
pub(crate) fn submit(job: Job) {
    let mut pool = lock(&POOL);
    pool.jobs.push_back(job);
    if pool.waiting > 0 {
        WAKE.notify_one();
    } else if pool.workers < target() {
        start(&mut pool);
    }
}

fn start(pool: &mut Pool) {
    if pool.threads >= MAX_THREADS {
        return;
    }
    let name = format!("canvas-raster-{}", pool.threads);
    match threads::spawn(&name, threads::STACK, work) {
        Ok(_detached) => {
            pool.workers += 1;
            pool.threads += 1;
        }
        Err(error) => tracing::warn!(%error, "no thread for another raster worker"),
    }
}

fn work() {
    let mut rasterizer = Rasterizer::new();
    loop {
        let job = {
            let mut pool = lock(&POOL);
            loop {
                if pool.stopping {
                    pool.workers -= 1;
                    pool.threads -= 1;
                    ENDED.notify_all();
                    return;
                }
                if let Some(job) = pool.jobs.pop_front() {
                    break job;
                }
                pool.waiting += 1;
                pool = wait_on(&WAKE, pool, None);
                pool.waiting -= 1;
            }
        };
        // The first to set it decides: the job when it ends, or the timer when it takes long.
        let is_decided = Arc::new(AtomicBool::new(false));
        let late = Arc::clone(&is_decided);
        timers::after(LONG_JOB, move || {
            if !late.swap(true, Ordering::AcqRel) {
                replace();
            }
        });
        if catch_unwind(AssertUnwindSafe(|| job(&mut rasterizer))).is_err() {
            // Its scratch memory may be inconsistent.
            rasterizer = Rasterizer::new();
        }
        if is_decided.swap(true, Ordering::AcqRel) && !rejoin() {
            return;
        }
    }
}

/// Ends the workers, at the end of a program; jobs that have not begun are dropped. True if all have ended before the
/// deadline `end`. A later job starts new ones.
pub(crate) fn stop(end: Instant) -> bool {
    let mut pool = lock(&POOL);
    pool.stopping = true;
    let jobs = std::mem::take(&mut pool.jobs);
    drop(pool);
    // They hold windows and frames, whose drop takes other locks.
    drop(jobs);
    WAKE.notify_all();
    let mut pool = lock(&POOL);
    while pool.threads > 0 {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        pool = wait_on(&ENDED, pool, Some(left));
    }
    pool.stopping = false;
    pool.threads == 0
}

/// A job takes long: another worker replaces its worker.
fn replace() {
    let mut pool = lock(&POOL);
    pool.workers -= 1;
    start(&mut pool);
}

/// A long job is done. Whether its worker is still needed.
fn rejoin() -> bool {
    let mut pool = lock(&POOL);
    if pool.stopping || pool.workers >= target() {
        pool.threads -= 1;
        ENDED.notify_all();
        return false;
    }
    pool.workers += 1;
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn long_jobs_delay_no_other_and_a_panic_loses_no_worker() {
        let (sender, receiver) = mpsc::channel();
        let release = Arc::new((Mutex::new(false), Condvar::new()));
        for _ in 0..target() {
            let release = Arc::clone(&release);
            submit(Box::new(move |_| {
                let mut open = lock(&release.0);
                while !*open {
                    open = wait_on(&release.1, open, None);
                }
            }));
        }
        for _ in 0..target() {
            submit(Box::new(|_| panic!("a job that fails")));
        }
        submit(Box::new(move |_| sender.send(()).unwrap()));
        receiver.recv_timeout(Duration::from_secs(10)).unwrap();
        *lock(&release.0) = true;
        release.1.notify_all();
    }
}
