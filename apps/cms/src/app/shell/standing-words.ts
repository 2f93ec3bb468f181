import type { ServerStanding } from '@tandem/wire';
import type { Words } from '../words/words.js';

/** What everybody should know of the server, one sentence each; none while all is well. */
export const standingInWords = ({ database }: ServerStanding, { standing }: Words): readonly string[] => {
  if (!database) return [];
  const { awaySince, spooled, setAside, full } = database;
  return [
    ...(awaySince === undefined ? [] : [standing.away]),
    ...(spooled === 0 ? [] : [awaySince === undefined ? standing.catchingUp(spooled) : standing.waiting(spooled)]),
    ...(full ? [standing.full] : []),
    ...(setAside === 0 ? [] : [standing.setAside(setAside)]),
  ];
};
