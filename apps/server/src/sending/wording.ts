import { buttonId, type Capabilities, type OutboundContent, type Send, type SessionTexts } from '@tandem/domain';

/** The ask: reply buttons where the channel has them, numbered text where not (design 4). */
export const wordAsk = (send: Send, { ask, goOn, end }: SessionTexts, { buttons: most }: Capabilities): OutboundContent => {
  if (most < 2) return { type: 'text', text: `${ask}\n1. ${goOn}\n2. ${end}` };
  const buttons = [{ id: buttonId(send.id, 'go-on'), title: goOn }, { id: buttonId(send.id, 'end'), title: end }];
  return { type: 'buttons', text: ask, buttons };
};

export const wordClosing = ({ closing }: SessionTexts): OutboundContent => ({ type: 'text', text: closing });
