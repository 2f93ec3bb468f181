import type { SimulatorClock } from '../clock.js';
import type { Answer } from '../http/exchange.js';
import type { CallFault } from './faults.js';

/** The answer of an API call, or what happens to the connection instead of one. */
export type Outcome = Answer | 'never' | 'drop';

/** Faults that come before any effect, `refuse` in the provider's own words; undefined: go on. */
export async function beforeEffect(clock: SimulatorClock, fault: CallFault, refuse: (fault: CallFault) => Answer): Promise<Outcome | undefined> {
  if (fault.fault === 'refuse') return refuse(fault);
  if (fault.fault === 'bad-gateway') return { status: 502, body: '<html><body><h1>502 Bad Gateway</h1></body></html>', headers: { 'content-type': 'text/html' } };
  if (fault.fault === 'slow') await new Promise<void>((resolve) => void clock.schedule(fault.ms ?? 1000, resolve));
  if (fault.fault === 'no-answer-before') return 'never';
  return fault.fault === 'drop-before' ? 'drop' : undefined;
}

/** What becomes of the answer once the effect is there. */
export const afterEffect = (fault: CallFault | undefined, answer: Answer): Outcome => {
  if (fault?.fault === 'no-answer-after') return 'never';
  return fault?.fault === 'drop-after' ? 'drop' : answer;
};
