import type { Curve, CurvePoint } from './curve.js';

const width = 860;
const height = 440;
const plot = { left: 70, right: 650, top: 40, bottom: 380 };
const colours = ['#1b6e53', '#b5541c', '#3d5a98', '#7a3e8e', '#666666'];
const rates = [0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000];
const times = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

const x = (rate: number): number => plot.left + ((plot.right - plot.left) * rate) / 8_000;
/** Logarithmic: a queue grows by orders of magnitude. */
const y = (ms: number): number => {
  const [low, high] = [Math.log(0.5), Math.log(1_000)];
  return plot.bottom - ((plot.bottom - plot.top) * (Math.min(high, Math.max(low, Math.log(ms))) - low)) / (high - low);
};

const text = (at: { x: number; y: number; anchor?: string }, words: string, fill = '#444'): string =>
  `<text x="${at.x}" y="${at.y}" text-anchor="${at.anchor ?? 'start'}" fill="${fill}">${words}</text>`;

const line = (points: readonly CurvePoint[], of: 'median' | 'p99', style: string): string =>
  `<polyline fill="none" ${style} points="${points.map((point) => `${x(point.rate).toFixed(1)},${y(point[of]).toFixed(1)}`).join(' ')}"/>`;

/** Latency against offered rate as an SVG: a full line for the median, a dashed one for the 99th percentile. */
export const figureOf = (curve: Curve): string => {
  const all = Object.entries(curve);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" role="img">`,
    '<title>Latency of a webhook against the rate that is offered</title>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...times.map((ms) => `<line x1="${plot.left}" x2="${plot.right}" y1="${y(ms)}" y2="${y(ms)}" stroke="#e3e3e3"/>${text({ x: plot.left - 8, y: y(ms) + 4, anchor: 'end' }, `${ms}`)}`),
    ...rates.map((rate) => text({ x: x(rate), y: plot.bottom + 20, anchor: 'middle' }, rate.toLocaleString('en-US'))),
    text({ x: (plot.left + plot.right) / 2, y: height - 15, anchor: 'middle' }, 'webhooks offered per second'),
    text({ x: 12, y: 22 }, 'milliseconds from the moment a webhook was due to its answer'),
    ...all.flatMap(([name, points], n) => {
      const colour = colours[n % colours.length] ?? '#000';
      const below = plot.top + 20 + n * 44;
      return [
        line(points, 'median', `stroke="${colour}" stroke-width="2.5"`),
        line(points, 'p99', `stroke="${colour}" stroke-width="1.5" stroke-dasharray="5 4"`),
        text({ x: plot.right + 24, y: below }, name, colour),
        text({ x: plot.right + 24, y: below + 17 }, 'full: median, dashed: p99', '#888'),
      ];
    }),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
};
