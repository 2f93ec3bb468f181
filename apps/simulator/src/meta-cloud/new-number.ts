import type { Chance } from '../chance.js';
import { NotPossible } from '../provider/not-possible.js';
import { digits } from '../whatsapp/chats.js';
import type { NumberSettings } from './accounts.js';

/** What Meta would give to somebody who has just registered a number: ids and secrets that are made up, nothing shared with other numbers. */
export function newNumber(chance: Chance, { name, number }: { name: string; number: string }): NumberSettings {
  const phone = digits(number);
  if (name.trim() === '') throw new NotPossible('Enter a name.');
  if (!/^[1-9]\d{6,14}$/.test(phone)) throw new NotPossible('Enter a phone number with its country code, 7 to 15 digits.');
  return {
    name: name.trim().slice(0, 100), displayPhoneNumber: `+${phone}`, phoneNumberId: chance.digits(15), wabaId: chance.digits(15), appId: chance.digits(15),
    appSecret: chance.hex(32).toLowerCase(), accessToken: `EAA${chance.hex(60)}`,
  };
}
