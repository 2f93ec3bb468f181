import type { providersEn } from './en-providers.js';
import type { Worded } from './words.js';

export const providersId: Worded<typeof providersEn> = {
  found: {
    'meta-cloud.phoneNumberId': 'Di dasbor aplikasi Anda: WhatsApp, penyiapan API, di bawah nomor.',
    'meta-cloud.businessAccountId': 'Di halaman yang sama, di samping Phone Number ID.',
    'meta-cloud.appId': 'Di bagian atas dasbor aplikasi Anda.',
    'meta-cloud.appSecret': 'Pengaturan aplikasi, Dasar. Menandatangani setiap webhook.',
    'meta-cloud.accessToken': 'Pengaturan bisnis, Pengguna sistem: token permanen dengan kedua izin WhatsApp.',
    'coster.accountId': 'Di dokumen kontrak Anda, atau dari staf Coster: 32 huruf dan angka.',
    'coster.divisionId': 'Dari staf Coster, di samping akun: 32 huruf dan angka.',
    'coster.accessToken': 'Dari staf Coster: token API bot. Balasan dikirim dengannya.',
    'coster.pushAccessToken': 'Dari staf Coster: token API push, untuk templat. Kosong: Access Token yang dipakai.',
    'qontak.channelIntegrationId': 'Diberikan oleh Qontak setelah pendaftaran di platform mereka; API mereka mencantumkannya pada setiap nomor WhatsApp.',
    'qontak.token': 'Token seorang administrator, dari pengaturan Qontak atau stafnya.',
    'qontak.botToken': 'Jika ada, balasan dikirim dengannya.',
    'coster.authHeader': 'Biasa: x-access-token.', 'coster.pushAuthHeader': 'Biasa: authorization.', 'coster.channelId': 'Hanya jika staf Coster memberikannya kepada Anda.',
    'coster.buttons': 'Mati: pertanyaan dikirim sebagai teks bernomor.', 'coster.perSecond': 'Biasa: 20.',
    'qontak.mode': 'HMAC memakai client id dan client secret sebagai ganti token.',
    'qontak.clientId': 'Dari pusat pengembang Mekari, tempat Anda membuat kredensial HMAC.', 'qontak.clientSecret': 'Di samping client id.',
    'qontak.buttons': 'Tidak: pertanyaan dikirim sebagai teks bernomor.', 'qontak.registerAgent': 'Langsung menunjukkan bahwa seseorang mengambil ruang.', 'qontak.perSecond': 'Biasa: 5.',
  },
  labels: {
    Authentication: 'Autentikasi', 'Bearer token': 'Token Bearer', 'HMAC of the Mekari gateway': 'HMAC gateway Mekari', 'Digest header with HMAC': 'Header Digest bersama HMAC',
    'API address': 'Alamat API', 'Replies are sent as': 'Balasan dikirim sebagai', User: 'Pengguna', 'Media are sent as': 'Media dikirim sebagai', File: 'Berkas', Address: 'Alamat',
    'Buttons and lists': 'Tombol dan daftar', 'Send our id as local_id': 'Kirim id kita sebagai local_id', 'Set Endpoint: messages of people': 'Set Endpoint: pesan orang',
    'Set Endpoint: statuses': 'Set Endpoint: status', 'Set Endpoint: broadcast log': 'Set Endpoint: log siaran', 'Resolve the room when a session ends': 'Selesaikan ruang ketika sesi berakhir',
    'Requests per second': 'Permintaan per detik', Yes: 'Ya', No: 'Tidak', On: 'Nyala', Off: 'Mati',
    'Address of the bot API': 'Alamat API bot', 'Address of the push API': 'Alamat API push', 'Header of the Access Token': 'Header untuk Access Token',
    'Scheme of the Access Token': 'Skema untuk Access Token', 'Header of the Push Access Token': 'Header untuk Push Access Token', 'Scheme of the Push Access Token': 'Skema untuk Push Access Token',
    'None: the token alone': 'Tanpa: token saja', 'Hand replies to Coster\'s helpdesk': 'Serahkan balasan ke helpdesk Coster', 'Reply buttons': 'Tombol balasan', Lists: 'Daftar',
    'Media by link': 'Media lewat tautan', 'Messages per second': 'Pesan per detik',
  },
  advanced: 'Pengaturan lanjutan', advancedText: 'Cara berbicara dengan penyedia. Ubah hanya jika staf penyedia memintanya; kosong berarti seperti biasa.',
  usual: (value) => `Biasa: ${value}`,
  changeProtocol: 'Ganti protokol', changeProtocolTitle: 'Ganti protokol',
  changeProtocolText: 'Riwayat, sesi yang terbuka, dan pengaturan sesi tetap. Setelah itu masukkan kredensial protokol yang lain; sampai saat itu tidak ada yang dapat dikirim, dan yang seharusnya dikirim ditandai tidak terkirim. Alamat lama tetap dikenal.',
  changeProtocolGo: 'Ganti protokol', protocolChanged: (title) => `Protokolnya sekarang ${title}. Masukkan kredensialnya.`, chooseProtocol: 'Pilih protokol yang lain.',
  endpoint: {
    title: 'Endpoint', text: (title) => `${title} memanggil server ini setelah alamatnya terdaftar di sana. Pendaftaran berlaku untuk seluruh organisasi Anda: yang terbaru menang.`,
    go: 'Set Endpoint', again: 'Set Endpoint lagi', going: 'Mengatur endpoint…', done: 'Endpoint telah diatur.',
    set: (when) => `Berhasil diatur, ${when}.`, notSet: 'Belum diatur.', first: 'Simpan dahulu pengenal dan token.', unsaved: 'Simpan atau buang dahulu perubahan Anda.',
    failed: (title, when) => `${title} menolak endpoint (${when}):`,
    session: 'Manajemen Sesi muncul setelah Set Endpoint berhasil.',
    notices: {
      SecretRegenerated: 'Rahasia telah dibuat ulang sejak itu: penyedia masih memanggil alamat dengan yang lama, yang tetap sah.',
      CredentialsChanged: 'Kredensial lain telah disimpan sejak itu: endpoint mungkin diatur untuk organisasi lain.',
      LastRegistrationFailed: 'Percobaan terbaru gagal. Yang diatur sebelumnya tetap berlaku.',
    },
  },
  webhook: {
    'at-save': {
      text: 'Penyedia memanggil alamat ini untuk setiap pesan. Alamat ini hanya milik konfigurasi ini.',
      regenerate: 'Yang baru langsung berlaku. Yang lama tetap sah sampai satu jam setelah panggilan terverifikasi pertama dengan yang baru, sehingga tidak ada pesan hilang. Jika yang lama Anda masukkan sendiri pada penyedia, masukkan yang baru di sana.',
    },
    'set-endpoint': {
      text: 'Set Endpoint mendaftarkan alamat ini. Bagian terakhirnya adalah rahasia: perlakukan seperti kata sandi.',
      regenerate: 'Yang baru langsung berlaku. Jika endpoint sudah diatur, alamat baru didaftarkan dalam langkah yang sama. Yang lama tetap sah sampai satu jam setelah panggilan pertama dengan yang baru, sehingga tidak ada pesan yang hilang.',
    },
    'hand-off': {
      text: 'Bagian terakhir alamat di atas adalah rahasia: perlakukan seperti kata sandi.',
      regenerate: 'Yang baru langsung berlaku: serahkan alamat baru kepada staf penyedia. Yang lama tetap sah sampai satu jam setelah panggilan pertama dengan yang baru, sehingga tidak ada pesan yang hilang.',
    },
  },
  held: (agent, version) => `${agent} (${version}) memiliki yang ini. Ini hanya milik satu konfigurasi pada satu waktu.`,
  room: {
    held: 'Seseorang mengambil ruang di kotak masuk penyedia',
    text: 'Agen diam dan tidak ada pertanyaan sampai ruang itu dilepas atau diselesaikan di sana. Setelah itu agen menjawab yang dikatakan pengguna sesudah pesan terakhir orang itu.',
  },
  handOff: {
    title: (protocol) => `Serah terima ke ${protocol}`, text: (protocol) => `${protocol} tidak memiliki antarmuka untuk ini: kirimkan baris-baris ini kepada stafnya. Mereka memasukkan alamatnya untuk Anda.`,
    message: 'Teks untuk dikirim', copy: 'Salin teks', copied: 'Teks telah disalin.', first: 'Simpan dahulu kredensialnya; setelah itu teksnya siap.',
  },
  unknown: {
    label: 'Balasan yang tidak diketahui sampai atau tidaknya', help: 'Setelah waktu habis, sesudah bukti ditunggu.',
    installation: 'Seperti bawaan instalasi ini', repeat: 'Kirim lagi: mungkin sampai dua kali', park: 'Serahkan kepada seseorang: mungkin tidak sampai',
  },
  sharedAccount: 'akun atau organisasi',
  sharedDivision: (agent, version) =>
    `${agent} (${version}) memakai Division ID yang sama. Coster yang menentukan dari nomor mana balasan dikirim: mintalah divisi tersendiri untuk tiap nomor.`,
};
