import { buttonId, type OutboundContent, type Protocol, type Send, type SessionSettings } from '@tandem/domain';

/** The ask in the channel's language: reply buttons where the protocol has them, numbered text where not (design 4). */
export const wordAsk = (send: Send, settings: SessionSettings, protocol: Protocol): OutboundContent => {
  const { ask, goOn, end } = settings.texts[settings.defaultLanguage];
  if (protocol.capabilities.buttons < 2) return { type: 'text', text: `${ask}\n1. ${goOn}\n2. ${end}` };
  const buttons = [{ id: buttonId(send.id, 'go-on'), title: goOn }, { id: buttonId(send.id, 'end'), title: end }];
  return { type: 'buttons', text: ask, buttons };
};

export const wordClosing = ({ texts, defaultLanguage }: SessionSettings): OutboundContent =>
  ({ type: 'text', text: texts[defaultLanguage].closing });
