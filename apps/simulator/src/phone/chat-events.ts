import type { ServerResponse } from 'node:http';
import type { Chat } from '../whatsapp/chats.js';

/** Tells every open phone that something changed: at most once in 60 ms, and nothing at all while no phone is open. */
export function createChatEvents() {
  const open = new Set<ServerResponse>();
  const touched = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const tell = () => {
    timer = undefined;
    const data = `data: ${JSON.stringify({ chats: [...touched] })}\n\n`;
    touched.clear();
    open.forEach((response) => response.write(data));
  };

  return {
    open,
    changed: (chat?: Chat) => {
      if (open.size === 0) return;
      touched.add(chat ? `${chat.phoneNumberId}/${chat.customer.key}` : '');
      timer ??= setTimeout(tell, 60);
    },
    close: () => {
      clearTimeout(timer);
      open.forEach((response) => response.end());
    },
  };
}

export type ChatEvents = ReturnType<typeof createChatEvents>;

export function openEvents(events: ChatEvents, response: ServerResponse): 'open' {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 1000\n\n');
  events.open.add(response);
  response.on('close', () => events.open.delete(response));
  return 'open';
}
