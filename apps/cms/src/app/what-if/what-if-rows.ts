import type { Activity } from '@tandem/domain';
import type { WhatIfAnswer } from '@tandem/wire';
import type { Words } from '../words/words.js';

export interface WhatIfRow {
  readonly what: string;
  readonly really: number;
  readonly instead: number;
  /** With its sign; empty where it is the same. */
  readonly difference: string;
}

const totalOf = ({ ended }: Activity): number => Object.values(ended).reduce((sum, count) => sum + count, 0);

/** What happened beside what would have happened: questions first, then every kind of end that there is on either side. */
export const whatIfRows = ({ really, instead }: Pick<WhatIfAnswer, 'really' | 'instead'>, { whatIf, endReasons }: Words): readonly WhatIfRow[] => {
  const row = (what: string, one: number, other: number): WhatIfRow => ({ what, really: one, instead: other, difference: signed(other - one) });
  const reasons = [...new Set([...Object.keys(really.ended), ...Object.keys(instead.ended)])] as (keyof Activity['ended'])[];
  return [
    row(whatIf.asked, really.asked, instead.asked), row(whatIf.continued, really.continued, instead.continued),
    row(whatIf.outsideWindow, really.outsideWindow, instead.outsideWindow),
    ...reasons.map((reason) => row(whatIf.ended(endReasons[reason] ?? reason), really.ended[reason] ?? 0, instead.ended[reason] ?? 0)),
    row(whatIf.endedAll, totalOf(really), totalOf(instead)),
  ];
};

const signed = (difference: number): string => (difference === 0 ? '' : difference > 0 ? `+${difference}` : `−${-difference}`);

/** What became of one session, in words; a literal that is not known stands as it is. */
export const outcomeWords = (outcome: string, { whatIf, endReasons }: Words): string =>
  (whatIf.outcomes as Readonly<Record<string, string | undefined>>)[outcome] ?? (endReasons as Readonly<Record<string, string | undefined>>)[outcome] ?? outcome;
