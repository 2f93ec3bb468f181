import type { DemoNumber } from './demo/demo-numbers.js';
import { linkFor } from './operator/owner-link.js';
import type { RunningServer } from './server.js';

/** What a person is told when all is running: one address a line. */
export const greeting = ({ url, context }: Pick<RunningServer, 'url' | 'context'>, demo: readonly DemoNumber[]): readonly string[] => {
  const { simulatorUrl } = context.config;
  const link = context.people.firstOwnerLink();
  return [
    `Tandem server: ${url}`,
    `Webhooks: ${context.publicUrl}/webhooks`,
    ...(demo.length > 0 ? [`Simulator and phone: ${simulatorUrl}`] : []),
    ...demo.map(({ label, number, phoneNumberId }) => `${label} number ${number}: ${simulatorUrl}/#${phoneNumberId}`),
    ...(link === undefined ? [] : [`First owner, once: ${linkFor(context.publicUrl, link)}`]),
    'Ready',
  ];
};
