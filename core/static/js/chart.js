// Charts are drawn from the table beside them, which is all that readers without a script need.
const HEIGHT = "15rem";
const MANY = 12; // places of which not each has room for its name
const root = document.documentElement;
const DRAWN = "tr[data-drawn]"; // others only stand in the table
const ROOM = 100; // pixels that a series takes in the legend
// As many as a chart has series, or two would look alike.
const colours = ["primary", "orange", "green", "purple", "cyan", "pink", "yellow", "indigo"].map((one) => `--tblr-${one}`);
const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

// ECharts knows nothing newer than rgb().
function colour(name) {
  paint.fillStyle = getComputedStyle(root).getPropertyValue(name).trim();
  paint.fillRect(0, 0, 1, 1);
  const [red, green, blue] = paint.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

function option(figure) {
  const heads = [...figure.querySelectorAll("thead th")].slice(1).map((one) => one.textContent);
  const rows = [...figure.querySelectorAll(DRAWN)];
  const cells = rows.map((row) => [...row.querySelectorAll("td")]);
  const quiet = { color: colour("--tblr-secondary"), fontFamily: getComputedStyle(document.body).fontFamily };
  const lines = Math.ceil((heads.length * ROOM) / figure.clientWidth);
  const short = new Intl.NumberFormat(root.lang, { notation: "compact" });
  return {
    animation: false,
    color: colours.map(colour),
    textStyle: quiet,
    grid: { left: 0, right: 8, top: heads.length > 1 ? 8 + 24 * lines : 12, bottom: 0, containLabel: true },
    legend: { show: heads.length > 1, textStyle: quiet, top: 0 },
    // As HTML it would bring inline styles, which the security policy forbids.
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: colour("--tblr-bg-surface"),
      borderColor: colour("--tblr-border-color"),
      textStyle: { ...quiet, color: colour("--tblr-body-color") },
      formatter: (points) => [points[0].name, ...points.map((one) => `${one.seriesName}: ${cells[one.dataIndex][one.seriesIndex].textContent}`)].join("\n"),
    },
    xAxis: {
      type: "category",
      data: rows.map((row) => row.querySelector("th").textContent.trim()),
      axisLabel: { ...quiet, interval: rows.length > MANY ? "auto" : 0, hideOverlap: true },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour("--tblr-border-color") } },
    },
    yAxis: {
      type: "value",
      axisLabel: { ...quiet, formatter: (value) => short.format(value) },
      splitLine: { lineStyle: { color: colour("--tblr-border-color") } },
    },
    series: heads.map((name, at) => ({
      name,
      type: figure.dataset.chart,
      symbolSize: 5,
      barMaxWidth: 32,
      data: cells.map((row) => Number(row[at].dataset.value)),
    })),
  };
}

for (const figure of document.querySelectorAll("[data-chart]")) {
  const plot = figure.querySelector(".plot");
  plot.hidden = false;
  plot.style.height = HEIGHT;
  figure.classList.add("drawn");
  const chart = globalThis.echarts.init(plot, null, { renderer: "svg" });
  const draw = () => chart.setOption(option(figure), true);
  draw();
  chart.on("click", ({ dataIndex }) => figure.querySelectorAll(DRAWN)[dataIndex].querySelector("a")?.click());
  new ResizeObserver(() => chart.resize()).observe(plot);
  new MutationObserver(draw).observe(root, { attributeFilter: ["data-bs-theme"] });
}
