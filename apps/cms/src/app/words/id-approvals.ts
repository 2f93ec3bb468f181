import type { approvalsEn } from './en-approvals.js';
import type { Worded } from './words.js';

export const approvalsId: Worded<typeof approvalsEn> = {
  needs: 'Orang kedua harus menyetujui', needsHelp: 'Pengaturan, kredensial, nomor, dan protokol konfigurasi yang diterbitkan hanya berubah bila orang lain menyetujuinya.',
  on: 'Mulai sekarang orang kedua harus menyetujui.', off: 'Perubahan kembali langsung disimpan.',
  title: 'Sebuah perubahan menunggu persetujuan', byWhom: (name, when) => `Diusulkan oleh ${name}, ${when}.`, why: 'Alasan', changes: 'Yang diubahnya',
  approve: 'Setujui', approveTitle: 'Setujui perubahan ini?', approveText: 'Perubahan diperiksa dan disimpan sekarang, dan pelanggan langsung merasakannya. Riwayat menyebut nama Anda berdua.', approved: 'Perubahan disetujui dan disimpan.',
  reject: 'Tolak', rejected: 'Perubahan ditolak.', withdraw: 'Tarik kembali', withdrawn: 'Perubahan Anda ditarik kembali.', own: 'Orang lain harus menyetujuinya.',
  waits: 'Perubahan Anda menunggu orang kedua.', nothing: 'Kini tidak ada lagi yang akan diubahnya.', secrets: 'Rahasia baru ditampilkan dengan sidik jarinya.',
};
