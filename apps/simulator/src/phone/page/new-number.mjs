// @ts-check
// A number for whoever has no account at Meta: its made-up credentials are shown once, under the labels of Tandem's form.
import { ask, byId } from './ask.mjs';
import { element } from './draw.mjs';

const parts = {
  dialog: /** @type {HTMLDialogElement} */ (byId('new-number-dialog')), form: /** @type {HTMLFormElement} */ (byId('new-number-form')),
  name: /** @type {HTMLInputElement} */ (byId('new-number-name')), phone: /** @type {HTMLInputElement} */ (byId('new-number-phone')),
  trouble: byId('new-number-trouble'), made: byId('new-number-made'), values: byId('new-number-values'),
};

/** @type {readonly (readonly [string, string])[]} */
const labels = [
  ['displayPhoneNumber', 'Phone number'], ['phoneNumberId', 'Phone Number ID'], ['wabaId', 'WhatsApp Business Account ID'], ['appId', 'App ID'],
  ['appSecret', 'App Secret'], ['accessToken', 'Access Token'],
];

byId('new-number').addEventListener('click', () => {
  parts.form.reset();
  parts.form.hidden = false;
  parts.made.hidden = true;
  parts.trouble.textContent = '';
  parts.values.replaceChildren();
  parts.dialog.showModal();
});

byId('new-number-close').addEventListener('click', () => parts.dialog.close());

parts.form.addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    show(await ask('/phone/new-number', { name: parts.name.value, phone: parts.phone.value }));
  } catch (error) {
    parts.trouble.textContent = /** @type {Error} */ (error).message;
  }
});

/** @param {Record<string, string>} made */
function show(made) {
  parts.values.replaceChildren(...labels.flatMap(([name, label]) => {
    const input = element('input', { id: `made-${name}`, value: made[name], readOnly: true });
    return [element('label', { htmlFor: input.id }, label), input];
  }));
  parts.form.hidden = true;
  parts.made.hidden = false;
  parts.made.focus();
}
