// Pads on which somebody signs with a finger, a pen or the mouse; see core/handwriting.py.
const WIDTH = 1000;

for (const pad of document.querySelectorAll("[data-signature]")) {
  const canvas = pad.querySelector("canvas");
  const field = pad.closest("form").elements[pad.dataset.signature];
  pad.hidden = false;
  const drawn = new SignaturePad(canvas, { penColor: getComputedStyle(canvas).color });
  const scale = () => canvas.offsetWidth / WIDTH;

  const show = () => {
    canvas.width = canvas.offsetWidth * devicePixelRatio;
    canvas.height = canvas.offsetHeight * devicePixelRatio;
    canvas.getContext("2d").scale(devicePixelRatio, devicePixelRatio);
    drawn.clear();
    drawn.fromData(JSON.parse(field.value || "[]").map((stroke) => ({
      penColor: drawn.penColor,
      points: pairs(stroke).map(([x, y]) => ({ x: x * scale(), y: y * scale(), pressure: 0.5, time: 0 })),
    })), { clear: false });
  };

  const keep = () => {
    const within = (value, most) => Math.min(Math.max(Math.round(value / scale()), 0), most);
    const height = Math.floor(canvas.offsetHeight / scale());
    const strokes = drawn.toData().map(({ points }) =>
      points.flatMap(({ x, y }) => [within(x, WIDTH), within(y, height)]));
    field.value = strokes.length ? JSON.stringify(strokes) : "";
  };

  drawn.addEventListener("endStroke", keep);
  pad.querySelector("button").addEventListener("click", () => { drawn.clear(); keep(); });
  addEventListener("resize", show);
  show();
}

function pairs(stroke) {
  return stroke.flatMap((x, at) => (at % 2 ? [] : [[x, stroke[at + 1]]]));
}
