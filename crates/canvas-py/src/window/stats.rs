//! The statistics of a window under the names of the Python API. The core's names do not mention Python.

use canvas_core::window::Window;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Python's name of a timed stage of the core.
fn stage_name(stage: &'static str) -> &'static str {
    match stage {
        "lock_wait" => "gil_wait",
        other => other,
    }
}

/// All statistics as a dict. Stages are dicts of milliseconds.
pub(super) fn to_dict<'py>(py: Python<'py>, window: &Window) -> PyResult<Bound<'py, PyDict>> {
    let (stats, stuck) = (window.stats(), window.stuck());
    let dict = PyDict::new(py);
    dict.set_item("frames_shown", stats.frames_shown)?;
    dict.set_item("frames_dropped", stats.frames_dropped)?;
    dict.set_item("fps", stats.fps(window.clock_now()))?;
    dict.set_item("turns", stats.turns)?;
    dict.set_item("gil_releases", stats.lock_releases)?;
    dict.set_item("exposes_without_python", stats.exposes_from_cache)?;
    dict.set_item("resizes_without_python", stats.redraws_from_cache)?;
    dict.set_item("stuck", stuck.map(|(name, time)| (name, time.as_secs_f64())))?;
    for (stage, summary) in stats.summaries() {
        let times = PyDict::new(py);
        times.set_item("p50", summary.p50)?;
        times.set_item("p99", summary.p99)?;
        times.set_item("max", summary.max)?;
        dict.set_item(stage_name(stage), times)?;
    }
    Ok(dict)
}
