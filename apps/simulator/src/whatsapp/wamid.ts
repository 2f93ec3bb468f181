import type { Chance } from '../chance.js';

/**
 * A message id as Meta makes them: base64 of a small record that holds the other party's phone number in clear, so it is personal data.
 * (Layout seen in recorded exchanges: 1c 18 <length> <number> 15 02 00 <11 outbound | 12 inbound> 18 <length> <hex id> 00.)
 */
export function wamid(direction: 'inbound' | 'outbound', customer: string, chance: Chance): string {
  const party = Buffer.from(customer, 'latin1');
  const id = Buffer.from(direction === 'inbound' ? `3A${chance.hex(18)}` : chance.hex(18), 'latin1');
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, party.length]), party,
    Buffer.from([0x15, 0x02, 0x00, direction === 'inbound' ? 0x12 : 0x11, 0x18, id.length]), id,
    Buffer.from([0x00]),
  ]);
  return `wamid.${bytes.toString('base64')}`;
}
