import { describe, expect, it } from '@jest/globals';
import { bodyWith, marked, timesFound } from './probes.js';

describe('the probes of the comparison', () => {
  it('find each text again, as often as it is there', () => {
    const said = marked('double', 'r1', 3);
    const found = `x ${said[0]?.text} y ${said[2]?.text}\n${said[2]?.text}`;
    expect(timesFound(found, said)).toEqual([1, 0, 2]);
  });

  it('never take one text for another', () => {
    const said = marked('kill', 'r1', 200);
    for (const one of said) expect(timesFound(one.text, said).reduce((sum, count) => sum + count)).toBe(1);
  });

  it('say four messages in one call', () => {
    const body = bodyWith({ url: '', appSecret: 's', phoneNumberId: '1', number: '+1 202' }, marked('batch', 'r1', 4));
    expect((JSON.parse(body) as { entry: [{ changes: [{ value: { messages: object[] } }] }] }).entry[0].changes[0].value.messages).toHaveLength(4);
  });
});
