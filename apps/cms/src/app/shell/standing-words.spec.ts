import { describe, expect, it } from '@jest/globals';
import { en } from '../words/en.js';
import { id } from '../words/id.js';
import { standingInWords } from './standing-words.js';

const well = { spooled: 0, setAside: 0, full: false };
const say = (database: Parameters<typeof standingInWords>[0]['database'], words: Parameters<typeof standingInWords>[1] = en) => standingInWords({ database }, words);

describe('what stands above every screen of the server\'s state', () => {
  it('is nothing where the log is in the data folder, and nothing while all is well', () => {
    expect([say(undefined), say(well)]).toEqual([[], []]);
  });

  it('is that the database is away, and what waits for it', () => {
    expect(say({ ...well, awaySince: 0 })).toEqual([en.standing.away]);
    expect(say({ ...well, awaySince: 1, spooled: 1 })).toEqual([en.standing.away, '1 call from the providers waits for it.']);
    expect(say({ ...well, awaySince: 1, spooled: 7 }, id)).toEqual([id.standing.away, '7 panggilan dari penyedia menunggunya.']);
  });

  it('is what is still taken in when it is back, and what a person must see to', () => {
    expect(say({ ...well, spooled: 2 })).toEqual([en.standing.catchingUp(2)]);
    expect(say({ ...well, setAside: 1 })).toEqual([en.standing.setAside(1)]);
    expect(say({ ...well, awaySince: 1, full: true })).toEqual([en.standing.away, en.standing.full]);
  });
});
