// What `npm run docs:pictures` takes: every picture of README and docs that shows a screen, with its size in CSS pixels.

/** A part of a form is as wide as the form, and as high as it happens to be. */
const part = { width: 757 };

export const pictures = {
  phone: { width: 1040, height: 760 },
  cms: { width: 1280, height: 860 },
  'connect-wizard': part,
  'connect-credentials': part,
  'connect-webhook': part,
  'connect-session': part,
  'connect-coster-credentials': part,
  'connect-coster-hand-off': part,
  'connect-qontak-credentials': part,
  'connect-qontak-endpoint': part,
  'people-ladder': part,
  'people-approval': part,
  'people-rule': part,
  'people-try': { width: 1280, height: 860 },
  'people-search': { width: 1280, height: 860 },
  'people-health': { width: 1280, height: 860 },
};

/** Made by others: `apps/commands/temporal-picture.mjs`, and the benchmark. */
export const otherPictures = ['temporal-ui.png', 'latency.svg'];
