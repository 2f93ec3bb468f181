import { drillPointNames, type DrillPoint } from '@tandem/server/drill-points.js';

export type Place = DrillPoint | 'random';
export type Tally = Readonly<Record<Place, number>>;

export const places: readonly Place[] = ['random', ...drillPointNames];
export const noKills: Tally = { random: 0, 'receipt-written': 0, 'turn-answered': 0, 'send-accepted': 0, 'ask-sent': 0 };

export const killsIn = (tally: Tally): number => places.reduce((sum, place) => sum + tally[place], 0);

/** What every named point is owed: at least a tenth of all kills. */
const owed = (tally: Tally, kills: number): DrillPoint[] => drillPointNames.filter((point) => tally[point] < Math.ceil(kills / 10));

/** Where the next kill shall be; undefined when there were enough, everywhere. `chance` is from 0 to 1. */
export const nextKill = (tally: Tally, { kills, chance }: { kills: number; chance: number }): Place | undefined => {
  const missing = owed(tally, kills);
  const left = kills - killsIn(tally);
  if (left <= 0 && missing.length === 0) return undefined;
  const debt = missing.reduce((sum, point) => sum + Math.ceil(kills / 10) - tally[point], 0);
  const choice = left <= debt ? missing : [...missing, 'random' as const, 'random' as const, ...drillPointNames];
  return choice[Math.floor(chance * choice.length)] ?? 'random';
};
