//! What headings and labels mean in Vietnamese, Turkish, Arabic and Hebrew.

use super::Words;
use crate::handoff::Concept::*;

/// Vietnamese.
pub(super) const VIETNAMESE: Words = Words {
    language: "vi",
    concepts: &[
        (&[], "*câu hỏi thường gặp*"),
        (&[Metadata], "ngày|cập nhật lần cuối|cập nhật"),
        (&[Summary], "tóm tắt*|*tóm tắt|tổng quan*|~*tổng hợp*"),
        (&[Completed], "*đã làm*|*đã xong*|*đã hoàn thành*|*hoàn thành*|*thay đổi *|thay đổi|*đã sửa*|*kết quả đạt được*|*việc đã*"),
        (&[Decisions], "*quyết định*"),
        (&[Tasks], "*đang làm*|nhiệm vụ|*công việc hiện tại*|*đang thực hiện*|công việc"),
        (
            &[Pending],
            "*còn lại*|*chưa xong*|*chưa làm*|*tồn đọng*|*đang chờ*|*bị chặn*|*việc còn*|*cần làm*|*nợ kỹ thuật*|*task follow up*|*task mới*",
        ),
        (&[Artifacts], "*files chính*|*file đã*|*tệp*|*file thay đổi*|*cấu trúc*|*file quan trọng*"),
        (&[State], "*trạng thái*|*hiện trạng*|*tình trạng*|*tiến độ*"),
        (&[Verification], "*kiểm tra*|*xác minh*|*kiểm thử*|*bằng chứng*|*kết quả test*|*verification đã *|*cách kiểm tra*"),
        (&[Environment], "*môi trường*|*triển khai*|*cài đặt*|*branch và commit*|*cấu hình*|*hạ tầng*"),
        (&[Objective], "*mục tiêu*|*deliverable hiện tại*"),
        (
            &[Next],
            "*bước tiếp theo*|*tiếp theo*|*next step chính xác*|*phiên sau*|*việc tiếp*|*ưu tiên*|*phiên tới*|*làm tiếp*|*việc cần làm tiếp*",
        ),
        (&[Context], "*bối cảnh*|*ngữ cảnh*|*kiến trúc*|*đọc trước*|~*là gì"),
        (&[Constraints], "*quy tắc*|*ràng buộc*|*không được*|*nguyên tắc*|*an toàn*|*quy ước*"),
        (&[Exclusions], "*ngoài phạm vi*|*không được làm lại*|*không làm*"),
        (
            &[DeadEnds],
            "*lưu ý*|*rủi ro*|*bài học*|*cảnh báo*|*lỗ hổng*|*vấn đề*|*lỗi đã biết*|*cạm bẫy*|*hạn chế*|*phát hiện*|*đã thử*|*thất bại*",
        ),
        (&[Questions], "*câu hỏi*|*chưa rõ*|*cần hỏi*"),
        (&[Links], "*tài liệu*|*tham khảo*|*liên kết*"),
        (&[Prompt], "*prompt cho phiên*|*prompt khởi động*"),
        (&[Verification, Environment], "*lệnh cần chạy*|*các lệnh*"),
        (&[Watchlist], "*không được quên*|*cần nhớ*"),
    ],
};

/// Turkish.
pub(super) const TURKISH: Words = Words {
    language: "tr",
    concepts: &[
        (&[], "*sık sorulan sorular*"),
        (&[Summary], "özet*|ozet|ozet *"),
        (
            &[Completed],
            "*yapılanlar*|*tamamlanan*|*tamamlandı*|*yapıldı*|*bitirilen*|*tamamlananlar*|*yapilanlar*|*tamamlandi*|*düzeltilenler*|*değişiklikler*",
        ),
        (&[Decisions], "*kararlar*|karar"),
        (&[Tasks], "görevler|*devam eden*"),
        (&[Pending], "*bekleyenler*|*kalan*|*engelleyiciler*|*yapılacaklar*|*yapilacaklar*|*eksikler*|*bekleyen*|*engeller*"),
        (&[Artifacts], "*dosyalar*|*değişen dosyalar*"),
        (&[State], "*durum*|*mevcut durum*|*güncel durum*|*son durum*"),
        (&[Verification], "*testler*|*doğrulama*|*fail eden testler*|*kanıt*|*kontrol listesi*|*test sonuçları*"),
        (&[Objective], "*hedef*|*amaç*"),
        (&[Next], "*sonraki adımlar*|*sonraki adım*|*sıradaki*|*sonraki adimlar*|*sıradaki adım*|*sonraki oturum*|*öncelikler*"),
        (&[DeadEnds], "*dikkat*|*riskler*|*uyarılar*|*dersler*|*tuzaklar*|*bilinen sorunlar*|*denenen*|*işe yaramayan*|*sorunlar*"),
        (&[Questions], "*sorular*"),
        (&[Constraints], "*kurallar*|*kısıtlar*"),
        (&[Context], "bağlam|*arka plan*|*önce oku*|~*mimari*"),
        (&[Environment], "*ortam*|*kurulum*|*git durumu*"),
        (&[Exclusions], "*kapsam dışı*|*yapılmayacaklar*"),
        (&[Links], "*bağlantılar*|*kaynaklar*|*ilgili belgeler*"),
        (&[Prompt], "*sonraki oturum prompt*|*başlangıç promptu*"),
        (&[Metadata], "tarih|son güncelleme"),
    ],
};

/// Arabic.
pub(super) const ARABIC: Words = Words {
    language: "ar",
    concepts: &[
        (&[], "*الأسئلة الشائعة*"),
        (&[Summary], "*ملخص*|ملخّص"),
        (&[Completed], "*تم إنجازه*|*المنجز*|*تم*|*اللي اتعمل*|*ما تم*|*تم تنفيذه*|*خلصنا*|*التغييرات*|*تغييرات*"),
        (&[Decisions], "*قرارات*|*القرارات*"),
        (&[Tasks], "*المهام*|*مهام*"),
        (&[Pending], "*المتبقي*|*معلق*|*معلّق*|*مؤجل*|*مؤجلة*|*مستني*|*مفتوحة*|*مفتوح*|*مستنية*|*المؤجل*|*الباقي*"),
        (&[Artifacts], "*الملفات*|*ملفات*|*المخرجات*"),
        (&[State], "*الوضع الحالي*|*الحالة*|*الوضع*"),
        (&[Verification], "*التحقق*|*الاختبارات*|*اختبار*|*الفحوصات*"),
        (&[Environment], "*البيئة*|*التشغيل*"),
        (&[Objective], "*الهدف*"),
        (&[Next], "*التالي*|*الخطوات*|*الخطوة الجاية*|*الجاي*|*القادم*|*القادمة*|*الأولويات*"),
        (&[Context], "*السياق*|*خلفية*|~*البنية*|~*المعمارية*|*للقراءة أولا*"),
        (&[Constraints], "*القواعد*|*ممنوع*|*قواعد*|*تعليمات*|*قيود*"),
        (&[DeadEnds], "*الفخاخ*|*تحذيرات*|*مشاكل*|*دروس*|*أخطاء*|*الأخطاء*|*مخاطر*|*محاولات فاشلة*"),
        (&[Questions], "*أسئلة*"),
        (&[Prompt], "*برومبت*"),
        (&[Exclusions], "*خارج النطاق*|*مستبعد*"),
        (&[Links], "*روابط*|*مراجع*"),
        (&[Metadata], "التاريخ|تاريخ"),
        (&[Watchlist], "*ملاحظات مهمة*"),
    ],
};

/// Hebrew.
pub(super) const HEBREW: Words = Words {
    language: "he",
    concepts: &[
        (&[], "*שאלות נפוצות*"),
        (&[Summary], "*סיכום*"),
        (&[Completed], "*בוצע*|*הושלם*|*מה נעשה*|*שינויים*|*תוקן*"),
        (&[Decisions], "*החלטות*|*הוחלט*"),
        (&[Pending], "*נותר*|*ממתין*|*חסמים*|*דורש פעולה*|*לביצוע*|*פתוחים*|*חוב טכני*"),
        (&[State], "*מצב נוכחי*|*מצב*|*סטטוס*|*מה עובד*|*מה רץ*|*כבר רץ*|*כבר עובד*"),
        (&[Next], "*הצעדים*|*הצעד הבא*|*המשך*|*מה הלאה*|*הצעדים הבאים*|*עדיפויות*"),
        (&[Objective], "*מטרה*|*יעד*"),
        (&[Questions], "*שאלות*"),
        (&[DeadEnds], "*אזהרות*|*סיכונים*|*מלכודות*|*לקחים*|*בעיות ידועות*|*מה לא עבד*|*באגים*"),
        (&[Tasks], "משימות|*בתהליך*"),
        (&[Artifacts], "*קבצים*"),
        (&[Verification], "*בדיקות*|*אימות*|*איך לבדוק*|*בדיקה*"),
        (&[Environment], "*סביבה*|*התקנה*"),
        (&[Context], "*רקע*|*הקשר*|~*אדריכלות*|~*ארכיטקטורה*|*לקרוא קודם*"),
        (&[Constraints], "*כללים*|*אסור*|*מגבלות*"),
        (&[Links], "*קישורים*|*מסמכי*|*מסמכים*|~*תיעוד*"),
        (&[Exclusions], "*מחוץ לתחום*"),
        (&[Prompt], "*פרומפט*"),
    ],
};
