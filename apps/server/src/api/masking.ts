import { UNMASKED_FOR } from '@tandem/domain';
import type { ConversationLine, TimelineEntry } from '@tandem/wire';
import type { Api } from './api.js';
import type { Person } from './who-is.js';

/** What stands where something personal would. */
export const MASK = '•••';

/** Whether somebody sees a conversation without names, numbers and words: an auditor, until he has said why he must see them. */
export const isMasked = ({ id, role }: Pick<Person, 'id' | 'role'>, conversation: string, { history, clock }: Pick<Api, 'history' | 'clock'>): boolean => {
  if (role !== 'auditor') return false;
  const unmasked = history.lastRead(id, { type: 'ConversationUnmasked', data: { conversation } });
  return unmasked === undefined || clock.now() >= unmasked + UNMASKED_FOR;
};

export const maskLine = <L extends ConversationLine>({ name, phone, lastText, ...line }: L) => ({
  ...line, masked: true, ...(name !== undefined && { name: MASK }), ...(phone !== undefined && { phone: MASK }),
  ...(lastText !== undefined && { lastText: MASK }),
});

export const maskEntry = ({ text, ...entry }: TimelineEntry): TimelineEntry => ({ ...entry, ...(text !== undefined && { text: MASK }) });
