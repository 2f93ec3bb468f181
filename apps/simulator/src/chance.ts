import { randomBytes, randomInt } from 'node:crypto';

/** Where ids and disorder come from. The same seed gives the same ids; without one every start has its own. */
export type Chance = {
  /** A whole number from 0 to `below` - 1. */
  int: (below: number) => number;
  /** `length` upper-case hexadecimal digits. */
  hex: (length: number) => string;
  /** `length` decimal digits, the first not 0. */
  digits: (length: number) => string;
  /** A UUID of version 4. */
  uuid: () => string;
};

export function createChance(seed?: number): Chance {
  const int = seed === undefined ? (below: number) => randomInt(below) : seeded(seed);
  const pick = (length: number, alphabet: string) => {
    let out = '';
    for (let i = 0; i < length; i += 1) out += alphabet[int(alphabet.length)];
    return out;
  };
  const hex = (length: number) =>
    seed === undefined ? randomBytes(Math.ceil(length / 2)).toString('hex').toUpperCase().slice(0, length) : pick(length, '0123456789ABCDEF');
  return {
    int,
    hex,
    digits: (length) => pick(1, '123456789') + pick(length - 1, '0123456789'),
    uuid: () => hex(32).toLowerCase().replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, `$1-$2-4$3-${pick(1, '89ab')}$4-$5`),
  };
}

/** mulberry32: small, fast, and good enough for ids that only have to differ within one run. */
function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
