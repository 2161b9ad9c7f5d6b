export const startVi = {
  'start.help':
    'npm start -- [--once] [--json | --csv] [--lang vi|en] [--data DIR]: máy này thành một hệ thống của một trường; --once in ra rồi dừng',
  'start.preparing': 'Schooldrum: đang chuẩn bị {path} …',
  'start.school': 'Trường của máy này',
  'start.waiting': 'Đang chờ báo cáo đầu tiên của máy này …',
  'start.running': 'Máy chủ và agent vẫn chạy; nhật ký ở {path}. Nhấn Ctrl-C để dừng.',
  'start.stopping': 'Đang dừng …',
  'error.SD-START-FAILED': '{program} không khởi động được: {reason}.',
  'error.SD-START-FAILED.do': 'Xem {log}.',
  'error.SD-START-NO-REPORT': 'Máy này chưa báo cáo sau {seconds} giây.',
  'error.SD-START-NO-REPORT.do': 'Xem {log} hoặc chạy schooldrum-agent doctor.',
} as const;
