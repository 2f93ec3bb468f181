import { buttonId, type Language, type OutboundContent, type Protocol, type Send, type SessionSettings } from '@tandem/domain';

/** The ask: reply buttons where the protocol has them, numbered text where not (design 4). */
export const wordAsk = (send: Send, settings: SessionSettings, said: { language: Language; protocol: Protocol }): OutboundContent => {
  const { ask, goOn, end } = settings.texts[said.language];
  if (said.protocol.capabilities.buttons < 2) return { type: 'text', text: `${ask}\n1. ${goOn}\n2. ${end}` };
  const buttons = [{ id: buttonId(send.id, 'go-on'), title: goOn }, { id: buttonId(send.id, 'end'), title: end }];
  return { type: 'buttons', text: ask, buttons };
};

export const wordClosing = (settings: SessionSettings, language: Language): OutboundContent =>
  ({ type: 'text', text: settings.texts[language].closing });
