import type { Language, TurnRequest } from '@tandem/domain';

/** What the demo agent says, in one language. */
export interface DemoWords {
  readonly hello: (name: string | undefined) => string;
  readonly help: string;
  readonly echo: (text: string) => string;
  readonly seen: (description: string) => string;
  readonly chosen: (title: string) => string;
  readonly buttons: { readonly text: string; readonly titles: readonly [string, string, string] };
  readonly list: { readonly text: string; readonly open: string; readonly rows: readonly (readonly [string, string])[] };
  readonly image: string;
  readonly waited: (seconds: number) => string;
  readonly recovered: string;
  readonly bye: (name: string | undefined) => string;
}

const hi = (hello: string, name: string | undefined, rest: string): string => `${hello}${name ? `, ${name}` : ''}! ${rest}`;

export const demoWords: Readonly<Record<Language, DemoWords>> = {
  en: {
    hello: (name) => hi('Hello', name, 'I am the demo agent. Write *help* to see what I can do.'),
    help: [
      'Write one of these words, or anything else and I will repeat it:',
      '*buttons*: reply buttons',
      '*list*: a list to choose from',
      '*image*: a picture',
      '*slow*: an answer that takes a while',
      '*fail*: an answer that fails at first and is repeated',
      '*bye*: end our session',
    ].join('\n'),
    echo: (text) => `You wrote: ${text}`,
    seen: (description) => `I received this: ${description}`,
    chosen: (title) => `You chose *${title}*. Good choice!`,
    buttons: { text: 'How do you like your coffee?', titles: ['Black', 'With milk', 'Tea, please'] },
    list: {
      text: 'Where shall we travel?',
      open: 'Show places',
      rows: [['Bali', 'Rice terraces and the sea'], ['Yogyakarta', 'Temples and batik'], ['Lake Toba', 'A lake in a volcano']],
    },
    image: 'A picture, as you wished.',
    waited: (seconds) => `Thank you for waiting ${seconds} seconds. While I think, nobody asks you whether you need anything else.`,
    recovered: 'I failed twice, was asked again, and here I am. You only had to wait.',
    bye: (name) => `Goodbye${name ? `, ${name}` : ''}! This session ends here; your next message begins a new one.`,
  },
  id: {
    hello: (name) => hi('Halo', name, 'Saya agen demo. Tulis *bantuan* untuk melihat apa yang bisa saya lakukan.'),
    help: [
      'Tulis salah satu kata ini, atau apa saja dan saya akan mengulanginya:',
      '*tombol*: tombol balasan',
      '*daftar*: daftar pilihan',
      '*gambar*: sebuah gambar',
      '*lambat*: jawaban yang agak lama',
      '*gagal*: jawaban yang gagal dulu lalu diulang',
      '*dah*: mengakhiri sesi kita',
    ].join('\n'),
    echo: (text) => `Anda menulis: ${text}`,
    seen: (description) => `Saya menerima ini: ${description}`,
    chosen: (title) => `Anda memilih *${title}*. Pilihan bagus!`,
    buttons: { text: 'Bagaimana kopi Anda?', titles: ['Hitam', 'Dengan susu', 'Teh saja'] },
    list: {
      text: 'Ke mana kita pergi?',
      open: 'Lihat tempat',
      rows: [['Bali', 'Sawah terasering dan laut'], ['Yogyakarta', 'Candi dan batik'], ['Danau Toba', 'Danau di dalam gunung api']],
    },
    image: 'Ini gambarnya.',
    waited: (seconds) => `Terima kasih sudah menunggu ${seconds} detik. Selama saya berpikir, Anda tidak akan ditanya apa-apa.`,
    recovered: 'Saya gagal dua kali, ditanya lagi, dan inilah jawabannya. Anda hanya perlu menunggu.',
    bye: (name) => `Sampai jumpa${name ? `, ${name}` : ''}! Sesi ini berakhir; pesan Anda berikutnya memulai yang baru.`,
  },
};

const indonesian = new Set([
  'ada', 'adalah', 'aku', 'anda', 'apa', 'apakah', 'bagaimana', 'bantuan', 'bisa', 'boleh', 'dah', 'daftar', 'dan', 'gagal', 'gambar',
  'halo', 'hai', 'ini', 'itu', 'kamu', 'kasih', 'lambat', 'mau', 'pagi', 'saya', 'selamat', 'selesai', 'siang', 'sore', 'terima', 'tidak',
  'tolong', 'tombol', 'untuk', 'ya', 'yang',
]);
const english = new Set([
  'a', 'and', 'are', 'buttons', 'bye', 'can', 'fail', 'good', 'hello', 'help', 'hey', 'how', 'i', 'image', 'is', 'it', 'list', 'me', 'my',
  'no', 'please', 'slow', 'thank', 'thanks', 'the', 'to', 'what', 'yes', 'you',
]);

/** The language of the words just used, else of the customer, else of the newest line of his that shows one; English last. */
export const demoLanguage = ({ messages, history, customer }: TurnRequest, said: readonly string[]): Language => {
  const known = customer.language?.toLowerCase().split(/[-_]/)[0];
  const earlier = history.filter(({ from }) => from === 'customer').map(({ text }) => languageOfWords([text]));
  const byCode = known === 'id' || known === 'in' ? 'id' : known === 'en' ? 'en' : undefined;
  return (messages.length > 0 ? languageOfWords(said) : undefined) ?? byCode ?? earlier.findLast((language) => language !== undefined) ?? 'en';
};

const languageOfWords = (texts: readonly string[]): Language | undefined => {
  const words = texts.flatMap((text) => text.toLowerCase().match(/\p{L}+/gu) ?? []);
  const id = words.filter((word) => indonesian.has(word)).length;
  const en = words.filter((word) => english.has(word)).length;
  return id === en ? undefined : id > en ? 'id' : 'en';
};
