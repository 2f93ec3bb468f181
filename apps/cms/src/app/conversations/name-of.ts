import type { ConversationLine } from '@tandem/wire';
import { shownNumber } from '../kit/shown-number.js';
import type { Words } from '../words/words.js';

/** The user's own name; a number where there is none, or where the name is only the number again. */
export const nameOf = ({ name, phone, masked }: ConversationLine, words: Words): string =>
  masked ? words.masking.user : isRealName(name, phone) ? (name ?? '') : phone ? shownNumber(phone) : name || words.conversations.unknown;

/** Where the title says the name, the number stands beside it. */
export const besideName = ({ name, phone, masked }: ConversationLine): string => (!masked && isRealName(name, phone) && phone ? shownNumber(phone) : '');

const isRealName = (name: string | undefined, phone: string | undefined): boolean => Boolean(name) && name !== phone;
