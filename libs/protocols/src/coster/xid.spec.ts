import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sendOf, xidOf } from './xid.js';

const session = '019ac47b-1200-7000-8000-000000000001';
const customer = '019ac47b-0000-7000-8000-000000000002';

describe('our id of a send as Coster takes it', () => {
  it.each(['.r1', '.r123', '.a12', '.c'])('fits in 36 characters and leads back to the send: %s', (suffix) => {
    const xid = xidOf(`${customer}~${session}${suffix}`);
    expect(xid.length).toBeLessThanOrEqual(36);
    expect(sendOf(xid)).toBe(`${session}${suffix}`);
  });

  it('leads back for every session and every number of a send', () => {
    fc.assert(fc.property(fc.uuid(), fc.constantFrom('r', 'a', 'c', 't'), fc.nat(), (id, kind, number) => {
      const xid = xidOf(`${customer}~${id}.${kind}${number}`);
      return xid.length <= 36 && sendOf(xid) === `${id}.${kind}${number}`;
    }));
  });

  it('is the same at every attempt, and another for every send', () => {
    const xids = ['.r1', '.r2', '.a1'].map((suffix) => xidOf(`${customer}~${session}${suffix}`));
    expect(new Set(xids).size).toBe(3);
    expect(xidOf(`${customer}~${session}.r1`)).toBe(xids[0]);
  });

  it('is the send itself where it is short, and a hash where nothing else fits', () => {
    expect(xidOf('customer~send-1')).toBe('send-1');
    expect(xidOf('send-1')).toBe('send-1');
    expect(xidOf(`c~${'x'.repeat(37)}`)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(xidOf('')).toHaveLength(36);
  });

  it('leaves an id of somebody else as it is', () => {
    for (const xid of ['1234567890', 'otp-1715790964000', session, '']) expect(sendOf(xid)).toBe(xid);
  });
});
