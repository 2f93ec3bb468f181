/** Seeded chance. Every part of the world has dice of its own, so that taking one part away leaves the others' throws alone. */
export interface Dice {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from 0 up to, not including, `below`. */
  int(below: number): number;
  chance(probability: number): boolean;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  pick<T>(list: readonly T[]): T;
  /** Long tails: mostly near `least`, sometimes near `most`. */
  skewed(least: number, most: number): number;
  bytes(count: number): Uint8Array;
}

/** FNV-1a over the name, so that neighbouring seeds have nothing in common. */
const hashOf = (text: string): number => {
  let hash = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619);
  return hash >>> 0;
};

/** splitmix32, from which sfc32 is started. */
const spread = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
};

export const diceOf = (seed: number, name: string): Dice => {
  const start = spread(hashOf(`${seed}/${name}`));
  let [a, b, c, d] = [start(), start(), start(), 1];
  const draw = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let warm = 0; warm < 12; warm += 1) draw();
  const next = (): number => draw() / 4_294_967_296;
  const int = (below: number): number => Math.floor(next() * below);
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    between: (least, most) => least + int(most - least + 1),
    pick: (list) => list[int(list.length)] as (typeof list)[number],
    skewed: (least, most) => Math.floor(least + (most - least) * next() ** 3),
    bytes: (count) => {
      const made = new Uint8Array(count);
      for (let at = 0; at < count; at += 4) {
        const value = draw();
        for (let byte = 0; byte < 4 && at + byte < count; byte += 1) made[at + byte] = (value >>> (8 * byte)) & 255;
      }
      return made;
    },
  };
};
