import canvas


class Hello(canvas.Canvas):
    def on_draw(self, painter):
        painter.fill_style = "tomato"
        painter.fill_circle(200, 130, 80)
        painter.font = "24px sans-serif"
        painter.fill_text("hello", 172, 260)


Hello("Hello", size=(400, 300)).show()
