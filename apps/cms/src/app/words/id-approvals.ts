import type { approvalsEn } from './en-approvals.js';
import type { Worded } from './words.js';

export const approvalsId: Worded<typeof approvalsEn> = {
  needs: 'Orang kedua harus menyetujui', needsHelp: 'Tidak ada yang dirasakan pelanggan berubah sebelum orang lain menyetujuinya: pengaturan, kredensial, nomor, penyedia, rahasia webhook, runtime, dan aturan ini sendiri. Pencabutan rahasia lama langsung berlaku.',
  on: 'Mulai sekarang orang kedua harus menyetujui.', off: 'Perubahan kembali langsung disimpan.',
  title: 'Sebuah perubahan menunggu persetujuan', byWhom: (name, when) => `Diusulkan oleh ${name}, ${when}.`, why: 'Alasan', changes: 'Yang diubahnya',
  approve: 'Setujui', approveTitle: 'Setujui perubahan ini?', approveText: 'Perubahan diperiksa dan disimpan sekarang, dan pelanggan langsung merasakannya. Riwayat menyebut nama Anda berdua.', approved: 'Perubahan disetujui dan disimpan.',
  reject: 'Tolak', rejected: 'Perubahan ditolak.', withdraw: 'Tarik kembali', withdrawn: 'Perubahan Anda ditarik kembali.', own: 'Orang lain harus menyetujuinya.',
  waits: 'Perubahan Anda menunggu orang kedua.', waitsAtNumber: 'Perubahan Anda menunggu orang kedua, di konfigurasi yang diterbitkan.',
  alone: {
    'webhook-secret': 'Rahasia webhook baru dibuat, dan penyedia diberi tahu bila bisa.', endpoint: 'Set Endpoint: penyedia diberi tahu alamat kami.',
    disconnect: 'Nomor diputus; percakapan yang terbuka berakhir tanpa pesan.', runtime: 'Versi yang diterbitkan dijawab oleh runtime lain.',
    policy: 'Aturan lain berlaku untuk perubahan yang diterbitkan.',
  }, nothing: 'Kini tidak ada lagi yang akan diubahnya.', secrets: 'Rahasia baru ditampilkan dengan sidik jarinya.',
};
