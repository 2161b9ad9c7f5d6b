/** What each finding is, what to do about it, and what stands against an upgrade. */
export const findingsVi = {
  'severity.critical': 'Nghiêm trọng',
  'severity.high': 'Cao',
  'severity.medium': 'Trung bình',
  'severity.low': 'Thấp',
  'ruleStatus.norm': 'quy định',
  'ruleStatus.guidance': 'hướng dẫn',
  'ruleStatus.assumption': 'giả định của phần mềm',
  'finding.antivirus-off': 'Phòng chống virus đang tắt',
  'finding.antivirus-off.do':
    'Mở Bảo mật Windows (hoặc phần mềm phòng chống virus của máy), bật lại bảo vệ thời gian thực; nếu không bật được, gỡ phần mềm cũ, khởi động lại rồi bật Microsoft Defender. Quét nhanh một lần.',
  'finding.antivirus-expired': 'Phần mềm phòng chống virus hết bản quyền',
  'finding.antivirus-expired.do':
    'Gia hạn và nhập mã bản quyền mới; nếu trường không mua tiếp, gỡ phần mềm này để Microsoft Defender tự bật. Không để máy dùng bản đã hết hạn.',
  'finding.antivirus-snoozed': 'Phòng chống virus đang tạm dừng',
  'finding.antivirus-snoozed.do':
    'Mở phần mềm phòng chống virus, bấm tiếp tục bảo vệ; hỏi người đã tạm dừng vì sao và thêm ngoại lệ đúng tệp cần thiết thay vì tắt cả máy.',
  'finding.antivirus-outdated': 'Mẫu virus cũ',
  'finding.antivirus-outdated.do':
    'Cho máy vào mạng, mở phần mềm phòng chống virus và bấm cập nhật; nếu lỗi, xem ngày giờ của máy, kết nối Internet và bản quyền. Máy có đóng băng ổ đĩa phải rã đông trước khi cập nhật.',
  'finding.antivirus-unlicensed': 'Phòng chống virus chưa có bản quyền',
  'finding.antivirus-unlicensed.do':
    'Đối chiếu sổ bản quyền của trường với số máy; nhập bản quyền đã mua vào sổ, mua thêm hoặc gỡ bản cài thừa.',
  'finding.antivirus-tamper-open': 'Microsoft Defender chưa chống can thiệp',
  'finding.antivirus-tamper-open.do':
    'Bảo mật Windows → Bảo vệ khỏi vi-rút & mối đe dọa → Quản lý thiết đặt → bật Chống can thiệp (Tamper Protection).',
  'finding.antivirus-licence-ending': 'Bản quyền phòng chống virus sắp hết',
  'finding.antivirus-licence-ending.do':
    'Đưa vào đề nghị mua sắm ngay; gia hạn trước ngày hết hạn, nhập hạn mới vào sổ bản quyền.',
  'finding.os-unsupported': 'Hệ điều hành đã hết hỗ trợ',
  'finding.os-unsupported.do':
    'Xem mục nâng cấp của máy: lên Windows 11 nếu đủ điều kiện; nếu không, mua gói cập nhật mở rộng, cài hệ điều hành khác còn hỗ trợ, hoặc đưa vào kế hoạch thay máy. Trong lúc chờ, không dùng máy này để nhập dữ liệu học sinh.',
  'finding.os-support-ending': 'Hệ điều hành sắp hết hỗ trợ',
  'finding.os-support-ending.do':
    'Lên lịch nâng cấp trước ngày hết hỗ trợ, ưu tiên dịp nghỉ hè hoặc nghỉ Tết; thử trên một máy trước khi làm cả phòng.',
  'finding.os-not-activated': 'Windows chưa kích hoạt',
  'finding.os-not-activated.do':
    'Cài đặt → Hệ thống → Kích hoạt: nhập khóa của trường hoặc chạy trình gỡ lỗi kích hoạt. Máy mua kèm Windows có thể đổi về đúng phiên bản ghi trên tem.',
  'finding.os-foreign-activation': 'Windows kích hoạt qua máy chủ lạ',
  'finding.os-foreign-activation.do':
    'Kiểm tra máy chủ kích hoạt nêu ở bằng chứng: nếu không phải của Sở hoặc của trường thì gỡ công cụ kích hoạt, quét virus, rồi kích hoạt bằng khóa hợp lệ. Công cụ bẻ khóa thường kèm mã độc.',
  'finding.updates-off': 'Cập nhật tự động đang tắt',
  'finding.updates-off.do':
    'Bỏ chính sách tắt cập nhật (NoAutoUpdate), đặt lại dịch vụ Windows Update về khởi động thủ công, rồi kiểm tra cập nhật. Muốn tránh giờ học thì đặt giờ hoạt động, không tắt hẳn. Máy Linux: bật unattended-upgrades.',
  'finding.updates-stale': 'Lâu chưa cài bản vá',
  'finding.updates-stale.do':
    'Để máy bật ngoài giờ học và chạy Windows Update đến khi hết bản vá (Linux: apt upgrade); nếu cứ lỗi, xem dung lượng ổ đĩa và mã lỗi trong lịch sử cập nhật.',
  'finding.restart-pending': 'Chờ khởi động lại để xong cập nhật',
  'finding.restart-pending.do':
    'Khởi động lại máy ngoài giờ học (chọn Khởi động lại, không phải Tắt máy), chờ cập nhật xong rồi mới tắt.',
  'finding.firewall-off': 'Tường lửa đang tắt',
  'finding.firewall-off.do':
    'Bảo mật Windows → Tường lửa & bảo vệ mạng: bật cho cả ba loại mạng; nếu phần mềm cần mở cổng, thêm quy tắc cho đúng phần mềm đó. Linux: sudo ufw enable (mở cổng SSH trước).',
  'finding.disk-failing': 'Ổ đĩa sắp hỏng',
  'finding.disk-failing.do':
    'Sao lưu dữ liệu ngay hôm nay, thay ổ đĩa (nên dùng SSD) rồi cài lại máy; không chạy sửa đĩa trước khi sao lưu xong.',
  'finding.disk-worn': 'Ổ đĩa có dấu hiệu hao mòn',
  'finding.disk-worn.do':
    'Sao lưu dữ liệu, thay cáp nếu bằng chứng là lỗi đường truyền (cable), xem lại sau một tuần; số lỗi còn tăng thì thay ổ đĩa.',
  'finding.array-degraded': 'Nhóm ổ đĩa RAID mất một ổ',
  'finding.array-degraded.do':
    'Kiểm tra bản sao lưu, xác định ổ hỏng theo số sê-ri, thay ổ cùng dung lượng và theo dõi đến khi đồng bộ xong (cat /proc/mdstat, zpool status).',
  'finding.disk-full': 'Ổ hệ thống sắp đầy',
  'finding.disk-full.do':
    'Chạy Dọn dẹp đĩa (cả tệp hệ thống), xóa bản cài cũ, chuyển bài của học sinh sang ổ khác hoặc máy chủ; cần còn trống từ 10 GB.',
  'finding.memory-low': 'RAM dưới mức tối thiểu',
  'finding.memory-low.do':
    'Lắp thêm RAM cho đủ 4 GB trở lên (xem số khe trống và loại RAM ở mục nâng cấp); nếu không lắp thêm được thì chuyển máy sang việc nhẹ.',
  'finding.battery-worn': 'Pin đã chai',
  'finding.battery-worn.do':
    'Dùng máy có cắm sạc; thay pin nếu máy phải mang lên lớp. Pin phồng thì ngừng dùng ngay.',
  'finding.frozen-disk': 'Ổ đĩa đóng băng nên không giữ được cập nhật',
  'finding.frozen-disk.do':
    'Rã đông (thaw), cập nhật Windows, mẫu virus và phần mềm Schooldrum, rồi đóng băng lại; nên đặt lịch rã đông mỗi tháng một buổi và để tác tử trên ổ không đóng băng.',
  'finding.clock-wrong': 'Đồng hồ máy sai',
  'finding.clock-wrong.do':
    'Đặt lại ngày giờ, múi giờ UTC+7, bật đồng bộ giờ qua Internet; nếu mỗi lần bật máy lại sai thì thay pin CMOS (CR2032).',
  'finding.copied-key': 'Hai máy dùng chung một khóa',
  'finding.copied-key.do':
    'Máy được nhân bản sau khi đã cài tác tử: chạy schooldrum-agent prepare-image trên máy mẫu trước khi nhân bản, và gia nhập lại từng máy đang trùng.',
  'finding.weak-identity': 'Máy thiếu thông tin nhận dạng',
  'finding.weak-identity.do':
    'Điền số sê-ri thật trong BIOS nếu nhà sản xuất cho phép, hoặc ghi mã tài sản của máy vào danh sách thiết bị để phân biệt.',
  'finding.query-slow': 'Windows trả lời quá chậm',
  'finding.query-slow.do':
    'Khởi động lại máy; nếu vẫn chậm, chạy winmgmt /verifyrepository, kiểm tra ổ đĩa và virus. Một số mục của máy này tạm thời không đọc được.',
  'finding.network-port-slow': 'Cổng mạng chậm hơn đường truyền',
  'finding.network-port-slow.do':
    'Thay dây mạng (đủ bốn đôi) hoặc thử cổng khác của bộ chuyển mạch; nếu cả phòng như vậy, thay bộ chuyển mạch.',
  'finding.encryption-off': 'Máy xách tay chưa mã hóa ổ đĩa',
  'finding.encryption-off.do':
    'Bật BitLocker hoặc Mã hóa thiết bị cho ổ hệ thống, in khóa khôi phục cất ở văn phòng trước khi giao máy. Máy Mac: bật FileVault.',
  'finding.secure-boot-off': 'Secure Boot đang tắt',
  'finding.secure-boot-off.do':
    'Vào BIOS/UEFI, bật Secure Boot (tắt CSM/Legacy), lưu và khởi động lại; nếu máy không khởi động được thì trả lại như cũ và ghi nhận.',
  'finding.secure-boot-old-certificates': 'Chứng chỉ Secure Boot năm 2011 chưa thay',
  'finding.secure-boot-old-certificates.do':
    'Cài hết bản vá Windows và bản BIOS mới của hãng, khởi động lại vài lần; trạng thái phải là Updated. Chứng chỉ năm 2011 hết hạn trong năm 2026.',
  'finding.uac-off': 'UAC đang tắt',
  'finding.uac-off.do':
    'Bảng điều khiển → Tài khoản người dùng → thay đổi thiết đặt kiểm soát: kéo lên mức mặc định, khởi động lại. Phần mềm cũ đòi tắt UAC thì tìm bản mới.',
  'finding.credentials-exposed': 'Mật khẩu dễ bị lấy trộm',
  'finding.credentials-exposed.do':
    'Đặt UseLogonCredential về 0, LimitBlankPasswordUse về 1 và LmCompatibilityLevel từ 3 trở lên theo bằng chứng; khởi động lại và đổi mật khẩu quản trị.',
  'finding.smb-one': 'Còn bật chia sẻ tệp SMB 1',
  'finding.smb-one.do':
    'Bật hoặc tắt tính năng của Windows → bỏ chọn SMB 1.0/CIFS, khởi động lại. Máy in hoặc ổ mạng cũ chỉ dùng SMB 1 thì nâng cấp phần sụn hoặc thay.',
  'finding.remote-desktop-open': 'Máy đang mở Remote Desktop',
  'finding.remote-desktop-open.do':
    'Cài đặt → Hệ thống → Máy tính từ xa: tắt. Nếu cần hỗ trợ từ xa thì chỉ mở khi hỗ trợ và đặt mật khẩu mạnh cho mọi tài khoản.',
  'finding.remote-desktop-without-login-check': 'Remote Desktop không xác thực trước',
  'finding.remote-desktop-without-login-check.do':
    'Bật “Yêu cầu xác thực cấp mạng (NLA)” trong thiết đặt Remote Desktop, hoặc tắt Remote Desktop; không mở cổng 3389 ra Internet.',
  'finding.remote-control-tool': 'Có phần mềm điều khiển từ xa',
  'finding.remote-control-tool.do':
    'Hỏi ai đã cài và để làm gì; không cần thì gỡ. Nếu giữ: bỏ truy cập không cần người trực, đặt mật khẩu mạnh và ghi vào sổ của trường.',
  'finding.risky-port': 'Đang mở cổng dịch vụ không an toàn',
  'finding.risky-port.do':
    'Tìm phần mềm đang mở cổng nêu ở bằng chứng (netstat -ano), tắt dịch vụ hoặc chỉ cho máy trong trường truy cập; dùng SFTP thay FTP, SSH thay Telnet.',
  'finding.ssh-weak': 'SSH cho đăng nhập thiếu an toàn',
  'finding.ssh-weak.do':
    'Trong /etc/ssh/sshd_config đặt PermitRootLogin prohibit-password, PermitEmptyPasswords no, dùng khóa thay mật khẩu; sshd -t rồi nạp lại dịch vụ, giữ phiên đang mở để phòng lỗi.',
  'finding.guest-enabled': 'Tài khoản khách đang bật',
  'finding.guest-enabled.do':
    'Quản lý máy tính → Người dùng và nhóm cục bộ: vô hiệu hóa tài khoản khách (Guest); tạo tài khoản học sinh thường để dùng chung.',
  'finding.auto-logon': 'Máy tự đăng nhập',
  'finding.auto-logon.do':
    'Chạy netplwiz, chọn “Người dùng phải nhập tên và mật khẩu”, xóa mật khẩu lưu trong registry. Phòng máy cần tự đăng nhập thì chỉ dùng tài khoản học sinh không có quyền quản trị.',
  'finding.account-without-password': 'Có tài khoản không mật khẩu',
  'finding.account-without-password.do':
    'Đặt mật khẩu cho các tài khoản đang bật hoặc vô hiệu hóa tài khoản không dùng; tài khoản quản trị làm trước.',
  'finding.many-administrators': 'Quá nhiều tài khoản quản trị',
  'finding.many-administrators.do':
    'Giữ một đến hai tài khoản quản trị, chuyển các tài khoản còn lại thành người dùng chuẩn; học sinh không dùng tài khoản quản trị.',
  'finding.autorun-on': 'Tự chạy từ USB chưa tắt',
  'finding.autorun-on.do':
    'Đặt chính sách tắt AutoPlay cho mọi ổ (NoDriveTypeAutoRun = 255), khởi động lại; dặn quét USB trước khi mở.',
  'finding.screen-lock-off': 'Máy không tự khóa màn hình',
  'finding.screen-lock-off.do':
    'Đặt khóa màn hình sau 15 phút trở xuống (InactivityTimeoutSecs = 900) và tập thói quen bấm Windows + L khi rời máy.',
  'finding.review-overdue': 'Chưa rà soát an toàn thông tin trong tháng',
  'finding.review-overdue.do':
    'Mở biên bản rà soát tháng của trường, xử lý hoặc ghi lý do cho từng nguy cơ, rồi lưu biên bản.',
  'upgrade.cpu-too-old': 'bộ xử lý không có trong danh sách của Windows 11',
  'upgrade.cpu-unknown': 'chưa rõ bộ xử lý có trong danh sách không',
  'upgrade.tpm-missing': 'không thấy TPM: vào BIOS bật fTPM hoặc PTT rồi xem lại',
  'upgrade.tpm-old': 'TPM cũ hơn 2.0',
  'upgrade.tpm-off': 'TPM đang tắt trong BIOS',
  'upgrade.tpm-unknown': 'chưa đọc được TPM',
  'upgrade.secure-boot-missing': 'máy khởi động kiểu cũ (Legacy): chuyển sang UEFI',
  'upgrade.secure-boot-unknown': 'chưa đọc được Secure Boot',
  'upgrade.memory-low': 'RAM dưới 4 GB',
  'upgrade.memory-full': 'không lắp thêm RAM được',
  'upgrade.memory-unknown': 'chưa rõ RAM',
  'upgrade.disk-small': 'ổ đĩa dưới 64 GB',
  'upgrade.disk-unknown': 'chưa rõ dung lượng ổ đĩa',
  'upgrade.disk-failing': 'ổ đĩa sắp hỏng',
  'upgrade.virtual-machine': 'máy ảo',
  'upgrade.server-system': 'hệ điều hành máy chủ',
  'upgrade.not-windows': 'không chạy Windows',
};
