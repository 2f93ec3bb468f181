// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import { createLog, faultOf, safeFields, type LogFields } from './log.js';

const lines = () => {
  const written: string[] = [];
  return { destination: { write: (line: string) => void written.push(line) }, written };
};

describe('a log line', () => {
  it('is JSON with level, time, event and fields', () => {
    const { destination, written } = lines();
    createLog({ level: 'info', destination }).warn('ReaderPaused', { channel: 'a1.draft', count: 3, reason: 'StoreRefuses' });
    expect(JSON.parse(written[0]!)).toEqual({
      level: 'warn', time: expect.any(String), event: 'ReaderPaused', channel: 'a1.draft', count: 3, reason: 'StoreRefuses',
    });
  });

  it('below the level is not written', () => {
    const { destination, written } = lines();
    const log = createLog({ level: 'warn', destination });
    log.info('Started');
    log.debug('Started');
    expect(written).toEqual([]);
  });

  it.each([
    ['a text', { reason: 'Hello, my order is late' }],
    ['a phone number as an id', { customer: '6281234567890' }],
    ['a phone number with a plus', { customer: '+6281234567890' }],
    ['a phone number in a name', { stream: 'conversation-a1.draft.6281234567890' }],
    ['a number as text where a number belongs', { count: '6281234567890' as never }],
    ['a field that nobody knows', { text: 'Hello' } as LogFields],
    ['an object', { channel: { phone: '6281234567890' } as never }],
  ])('withholds %s', (_what, fields) => {
    expect(Object.values(safeFields(fields))).toEqual(['[withheld]']);
  });

  it('lets our own ids and streams pass', () => {
    const fields: LogFields = {
      channel: '01938412-7345-7123-8567-123456789012.published', stream: 'claim-Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5', customer: 'Zm9vYmFyYmF6cXV4',
      receipt: '01938412-7345-7123-8567-123456789012', protocol: 'meta-cloud', seconds: 0.5,
    };
    expect(safeFields(fields)).toEqual(fields);
  });

  it('shows of an error its class, code and places, never its message', () => {
    const error = Object.assign(new TypeError('no such customer 6281234567890'), { code: 'ERR_X' });
    const { destination, written } = lines();
    createLog({ level: 'info', destination }).error('TurnFailed', { error });
    expect(written[0]).not.toContain('6281234567890');
    expect(JSON.parse(written[0]!)).toMatchObject({ error: { name: 'TypeError', code: 'ERR_X', frames: expect.any(Array) } });
    expect(faultOf('6281234567890')).toEqual({ name: 'NotAnError' });
  });
});
