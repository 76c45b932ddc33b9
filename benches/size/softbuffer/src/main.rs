//! A window with a circle, by winit, softbuffer and tiny-skia.

use std::num::NonZeroU32;
use std::rc::Rc;

use softbuffer::{Context, Surface};
use tiny_skia::{Color, FillRule, Paint, PathBuilder, Pixmap, Transform};
use winit::application::ApplicationHandler;
use winit::dpi::LogicalSize;
use winit::event::WindowEvent;
use winit::event_loop::{ActiveEventLoop, EventLoop, OwnedDisplayHandle};
use winit::window::{Window, WindowId};

struct Program {
    context: Context<OwnedDisplayHandle>,
    shown: Option<(Rc<Window>, Surface<OwnedDisplayHandle, Rc<Window>>)>,
}

impl Program {
    fn draw(&mut self) {
        let Some((window, surface)) = &mut self.shown else { return };
        let size = window.inner_size();
        let (Some(width), Some(height)) = (NonZeroU32::new(size.width), NonZeroU32::new(size.height)) else {
            return;
        };
        let mut pixmap = Pixmap::new(size.width, size.height).expect("a size that is not 0");
        pixmap.fill(Color::WHITE);
        let mut paint = Paint::default();
        paint.set_color_rgba8(255, 99, 71, 255);
        let circle = PathBuilder::from_circle(200.0, 150.0, 80.0).expect("a circle");
        let scale = window.scale_factor() as f32;
        let transform = Transform::from_scale(scale, scale);
        pixmap.fill_path(&circle, &paint, FillRule::Winding, transform, None);
        surface.resize(width, height).expect("a size that fits");
        let mut buffer = surface.buffer_mut().expect("a buffer");
        for (to, from) in buffer.iter_mut().zip(pixmap.pixels()) {
            *to = u32::from(from.red()) << 16 | u32::from(from.green()) << 8 | u32::from(from.blue());
        }
        buffer.present().expect("it is shown");
    }
}

impl ApplicationHandler for Program {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        let attributes = Window::default_attributes()
            .with_title("Circle")
            .with_inner_size(LogicalSize::new(400, 300));
        let window = Rc::new(event_loop.create_window(attributes).expect("a window"));
        let surface = Surface::new(&self.context, window.clone()).expect("a surface");
        self.shown = Some((window, surface));
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        match event {
            WindowEvent::CloseRequested => event_loop.exit(),
            WindowEvent::RedrawRequested => self.draw(),
            _ => {}
        }
    }
}

fn main() {
    let event_loop = EventLoop::new().expect("a display");
    let context = Context::new(event_loop.owned_display_handle()).expect("a display");
    let mut program = Program { context, shown: None };
    event_loop.run_app(&mut program).expect("a loop");
}
