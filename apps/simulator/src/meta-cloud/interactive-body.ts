import { isObject, text, type JsonObject } from '../http/exchange.js';
import { invalid, missing, type GraphRefusal } from './graph-errors.js';

type HeaderMedia = (header: JsonObject) => GraphRefusal | undefined;

/** Limits of interactive messages (messages/interactive-reply-buttons-messages, -list-messages, -cta-url-messages). */
export function interactiveRefusal(interactive: JsonObject, headerMedia: HeaderMedia): GraphRefusal | undefined {
  const type = text(interactive.type);
  if (!type) return missing("interactive['type']");
  const check = checks[type];
  if (!check) return others.has(type) ? undefined : invalid(`Interactive type '${type}' is not supported.`);
  return frame(interactive, type, headerMedia) ?? check(isObject(interactive.action) ? interactive.action : {});
}

/** Kinds that Meta has and whose insides the simulator takes as they come. */
const others = new Set([
  'flow', 'product', 'product_list', 'catalog_message', 'location_request_message', 'address_message', 'call_permission_request', 'voice_call',
  'order_details', 'order_status', 'carousel',
]);

const length = (name: string, value: unknown, limit: number): GraphRefusal | undefined => {
  const size = typeof value === 'string' ? [...value].length : 0;
  return size >= 1 && size <= limit ? undefined : invalid(`${name} length invalid. Min length: 1, Max length: ${limit}`);
};

function frame(interactive: JsonObject, type: string, headerMedia: HeaderMedia): GraphRefusal | undefined {
  const { body, footer, header } = interactive;
  if (!isObject(body) || body.text === undefined) return missing("interactive['body']['text']");
  const tooLong = length('Body text', body.text, type === 'list' ? 4096 : 1024)
    ?? (isObject(footer) ? length('Footer text', footer.text, 60) : undefined);
  if (tooLong || !isObject(header)) return tooLong;
  if (header.type === 'text') return length('Header text', header.text, 60);
  if (type === 'list') return invalid('Header type of a list must be text');
  return ['image', 'video', 'document'].includes(header.type as string) ? headerMedia(header) : invalid('Header type is not supported');
}

const firstOf = (refusals: Iterable<GraphRefusal | undefined>): GraphRefusal | undefined => {
  for (const refusal of refusals) if (refusal) return refusal;
  return undefined;
};

const repeated = (values: unknown[]) => new Set(values).size !== values.length;

const checks: Record<string, (action: JsonObject) => GraphRefusal | undefined> = {
  button: (action) => {
    const buttons = Array.isArray(action.buttons) ? (action.buttons as unknown[]) : [];
    if (buttons.length < 1 || buttons.length > 3) return invalid('Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3');
    const replies = buttons.map((button) => (isObject(button) && button.type === 'reply' && isObject(button.reply) ? button.reply : undefined));
    if (replies.some((reply) => reply === undefined)) return invalid("Button type must be 'reply'");
    return firstOf(replies.flatMap((reply) => [length('Button title', reply?.title, 20), length('Button id', reply?.id, 256)]))
      ?? (repeated(replies.map((reply) => reply?.id)) ? invalid('Duplicate button ids are not allowed') : undefined)
      ?? (repeated(replies.map((reply) => reply?.title)) ? invalid('Duplicate button titles are not allowed') : undefined);
  },
  list: (action) => {
    const sections = (Array.isArray(action.sections) ? (action.sections as unknown[]) : []).filter(isObject);
    const rows = sections.flatMap((section) => (Array.isArray(section.rows) ? (section.rows as unknown[]).filter(isObject) : []));
    if (sections.length < 1 || sections.length > 10) return invalid('Invalid section count. Min allowed sections: 1, Max allowed sections: 10');
    if (rows.length < 1) return invalid('At least one row is required');
    if (rows.length > 10) return invalid('Total row count exceed max allowed count: 10');
    return length('Button label', action.button, 20)
      ?? firstOf(sections.map(({ title }) => (sections.length > 1 || title !== undefined ? length('Section title', title, 24) : undefined)))
      ?? firstOf(rows.flatMap(rowRefusals))
      ?? (repeated(rows.map(({ id }) => id)) ? invalid('Duplicated row ids are not allowed') : undefined);
  },
  cta_url: (action) => {
    const parameters = isObject(action.parameters) ? action.parameters : {};
    return length('Display text', parameters.display_text, 20)
      ?? (/^https?:\/\/\S+$/.test(text(parameters.url) ?? '') ? undefined : invalid('Url is not valid'));
  },
};

const rowRefusals = (row: JsonObject) => [
  length('Row id', row.id, 200),
  length('Row title', row.title, 24),
  row.description === undefined ? undefined : length('Row description', row.description, 72),
];
