use super::*;

#[test]
fn inline_images_of_the_four_kinds_are_taken_apart() {
    let table = [
        ("data:image/png;base64,QUJD", "image/png"),
        ("DATA:image/JPG;charset=x;base64,QUJD", "image/jpeg"),
        ("data:image/gif;base64,QUJD", "image/gif"),
        ("data:image/webp;base64,QUJD", "image/webp"),
    ];
    for (url, media_type) in table {
        let data = "QUJD".to_owned();
        assert_eq!(Source::of(url.to_owned()), Some(Source::Base64 { media_type, data }), "{url}");
    }
}

#[test]
fn what_the_provider_cannot_read_is_refused() {
    for url in [
        "",
        "cat.png",
        "ftp://x/y.png",
        "data:image/svg+xml;base64,QUJD",
        "data:image/png,QUJD",
        "data:image/png;base64",
        "file:image/png;base64,QUJD",
    ] {
        assert_eq!(Source::of(url.to_owned()), None, "{url}");
    }
}
