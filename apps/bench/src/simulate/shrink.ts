import { DAY } from '@tandem/domain';
import { features, OF_CUSTOMERS, START, type Plan } from './plan.js';
import { simulate, type Result } from './simulate.js';
import type { Told } from './world.js';

/** Worlds tried at most while looking for a smaller one. */
const TRIES = 80;
/** Lines of history that are shown. */
const LINES = 150;

/** The smallest world found in which the same rule breaks: fewer days, fewer customers, fewer features. */
export const shrink = async (failed: Result): Promise<Result> => {
  let best = failed;
  let left = TRIES;
  const attempt = async (change: Partial<Plan>): Promise<boolean> => {
    if (left <= 0) return false;
    left -= 1;
    const result = await simulate({ ...best.plan, ...change });
    if (result.violation?.rule !== failed.violation?.rule) return false;
    best = result;
    return true;
  };
  const customers = (): readonly number[] => best.plan.only ?? Array.from({ length: best.plan.conversations }, (_, number) => number);

  const shorter = ({ days, messages }: Plan): Partial<Plan> => ({ days: Math.ceil(days / 2), messages: Math.ceil(messages / 2) });
  while (best.plan.days > 1 && (await attempt(shorter(best.plan)))) { /* as long as it still breaks */ }
  for (let parts = 2; parts <= Math.min(32, customers().length * 2) && left > 0; ) {
    const all = customers();
    const size = Math.max(1, Math.ceil(all.length / parts));
    const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, piece) => all.slice(piece * size, (piece + 1) * size));
    let found = false;
    for (const piece of pieces) {
      if (all.length > 1 && (found = await attempt({ only: piece }))) break;
    }
    if (!found && pieces.length > 2) {
      for (const piece of pieces) if ((found = await attempt({ only: all.filter((number) => !piece.includes(number)) }))) break;
    }
    if (!found || customers().length === 1) parts *= 2;
  }
  for (const feature of features) if (!best.plan.without.includes(feature)) await attempt({ without: [...best.plan.without, feature] });
  return best;
};

/** Seed, rule and the shortest history that was found. */
export const explain = async (failed: Result, most = LINES): Promise<string> => {
  const small = await shrink(failed);
  const history: Told[] = [];
  const again = await simulate(small.plan, { history });
  const { plan, violation } = again.violation ? again : failed;
  const stream = violation?.stream;
  const lines = history.filter(({ about }) => stream === undefined || about === stream || !about.includes('-'));
  const only = plan.only ? `only customers ${plan.only.join(', ')}` : `${plan.conversations} conversations`;
  return [
    `seed ${plan.seed}, ${plan.days} days, ${only}, without: ${plan.without.join(', ') || 'nothing'}`,
    ...lines.slice(-most).map(({ at, about, words }) => `${timeOf(at)} ${about}: ${words}`),
    `BROKEN: ${violation?.rule ?? ''}`,
    `${timeOf(violation?.at ?? 0)} ${stream ?? ''} ${violation?.words ?? ''}`,
    `again with: npm run drill:simulate -- --worlds 1 ${optionsOf(failed.plan)}`,
  ].join('\n');
};

const optionsOf = ({ seed, days, conversations, messages }: Plan): string =>
  `--seed ${seed} --days ${days} --conversations ${conversations} --messages ${Math.round(messages / OF_CUSTOMERS)}`;

const timeOf = (at: number): string => {
  const day = Math.floor((at - START) / DAY);
  return `day ${day} ${new Date(at).toISOString().slice(11, 23)}`;
};
