/** Lines and shared services, their failures and the commands about them. */
export const linesVi = {
  'error.SD-LINE-UNKNOWN': 'Không có đường truyền {line}.',
  'error.SD-LINE-UNKNOWN.do': 'Xem các đường truyền: schooldrum lines',
  'error.SD-LINE-ELSEWHERE': 'Đường truyền {line} là của trường {school}.',
  'error.SD-LINE-ELSEWHERE.do': 'Hãy dùng mã khác, hoặc bỏ đường truyền đó trước.',
  'error.SD-LINE-BUDGET':
    'Đường truyền {line} đã dùng hết dung lượng đo của tháng ({used} trên {budget} MB).',
  'error.SD-LINE-BUDGET.do': 'Hãy đợi đến tháng sau, hoặc nâng giới hạn.',
  'error.SD-LINE-NO-PROBER': 'Đường truyền {line} hiện không có máy nào đo.',
  'error.SD-LINE-NO-PROBER.do': 'Hãy bật một máy của trường rồi thử lại.',
  'error.SD-SERVICE-UNKNOWN': 'Không có dịch vụ {service}.',
  'error.SD-SERVICE-UNKNOWN.do': 'Xem các dịch vụ: schooldrum services',
  'error.SD-OUTAGE-UNKNOWN': 'Không có sự cố số {id}.',
  'error.SD-OUTAGE-UNKNOWN.do': 'Xem các sự cố: schooldrum outages',
  'error.SD-DIGEST-UNKNOWN': 'Không có người nhận bản tin số {id}.',
  'error.SD-DIGEST-UNKNOWN.do': 'Xem danh sách: schooldrum digest list',
  'error.SD-DIGEST-UNSENT': 'Không gửi được bản tin đến {address} ({reason}).',
  'error.SD-DIGEST-UNSENT.do': 'Hãy kiểm tra địa chỉ và phần cài đặt máy chủ thư trong broker.toml.',
  'error.SD-SHEET-INVALID': 'Không đọc được bảng tính {path} ({reason}).',
  'error.SD-SHEET-INVALID.do': 'Hãy lưu lại dưới dạng XLSX hoặc CSV (UTF-8).',
  'error.SD-MEASURING-FAILED': 'Không chạy được điểm đo đường truyền ({reason}).',
  'error.SD-MEASURING-FAILED.do': 'Máy chủ vẫn nhận báo cáo. Hãy kiểm tra cổng đo trong broker.toml.',
} as const;
