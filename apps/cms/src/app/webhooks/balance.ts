import { refusalReasons, verdicts } from './verdicts.js';
import type { BalanceView } from '@tandem/wire';

export interface Balance {
  readonly calls: readonly { readonly what: 'received' | 'accepted' | 'refused' | 'read' | 'waiting'; readonly count: number }[];
  readonly items: readonly { readonly verdict: (typeof verdicts)[number]; readonly count: number }[];
  readonly refusals: readonly { readonly reason: (typeof refusalReasons)[number]; readonly count: number }[];
  /** Calls received = accepted + refused; accepted = read + waiting. */
  readonly addsUp: boolean;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

export const balanceOf = ({ received, accepted, refused, read, waiting, items }: BalanceView): Balance => {
  const allRefused = sum(Object.values(refused));
  return {
    calls: [
      { what: 'received', count: received }, { what: 'accepted', count: accepted }, { what: 'refused', count: allRefused }, { what: 'read', count: read },
      { what: 'waiting', count: waiting },
    ],
    items: verdicts.map((verdict) => ({ verdict, count: items[verdict] ?? 0 })),
    refusals: refusalReasons.map((reason) => ({ reason, count: refused[reason] ?? 0 })).filter(({ count }) => count > 0),
    addsUp: received === accepted + allRefused && accepted === read + waiting,
  };
};
