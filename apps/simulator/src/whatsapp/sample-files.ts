import { png } from './png.js';

export type SampleFile = { mimeType: string; bytes: Buffer };

/** Something to attach of each kind of media. Only the picture can be looked at; the others are there to be carried. */
export function sampleFile(type: string): SampleFile {
  if (type === 'image') return { mimeType: 'image/png', bytes: (picture ??= eveningLandscape()) };
  if (type === 'document') return { mimeType: 'text/plain', bytes: Buffer.from('A sample document.\n') };
  if (type === 'audio') return { mimeType: 'audio/ogg; codecs=opus', bytes: Buffer.from('OggS sample') };
  return type === 'video' ? { mimeType: 'video/mp4', bytes: Buffer.from('sample video') } : { mimeType: 'image/webp', bytes: Buffer.from('RIFF sample') };
}

let picture: Buffer | undefined;

function eveningLandscape(): Buffer {
  const [width, height] = [320, 200];
  return png(width, height, (x, y) => {
    const far = 118 + 14 * Math.sin(x / 34) + 6 * Math.sin(x / 11);
    const near = 152 + 12 * Math.sin(x / 47 + 2);
    if (y > near) return [28, 61, 58];
    if (y > far) return [52, 99, 96];
    const sun = Math.hypot(x - 226, y - 84);
    if (sun < 24) return [255, 244, 214];
    const glow = Math.max(0, 1 - sun / 150);
    const mix = y / far;
    return [90 + 130 * mix + 35 * glow, 116 + 50 * mix + 50 * glow, 158 - 30 * mix + 20 * glow].map((part) => Math.min(255, Math.round(part))) as [number, number, number];
  });
}
