export const brokerVi = {
  'error.SD-STORE-UNREADABLE': 'Không dùng được cơ sở dữ liệu {path} ({reason}).',
  'error.SD-STORE-UNREADABLE.do': 'Kiểm tra đĩa và quyền truy cập, hoặc khôi phục bản sao lưu gần nhất.',
  'error.SD-STORE-NEWER': 'Cơ sở dữ liệu {path} do phiên bản mới hơn ghi (lược đồ {version}).',
  'error.SD-STORE-NEWER.do': 'Hãy cài lại phiên bản đó; không thể quay về bản cũ.',
} as const;
