use super::*;

#[test]
fn inline_images_lose_their_head() {
    for url in [
        "data:image/png;base64,QUJD",
        "DATA:image/JPG;charset=x;base64,QUJD",
        "data:image/jpeg;base64,QUJD",
        "data:image/webp;base64,QUJD",
    ] {
        assert_eq!(data(url.to_owned()).as_deref(), Some("QUJD"), "{url}");
    }
}

#[test]
fn what_the_server_cannot_read_is_refused() {
    for url in [
        "",
        "https://x.test/a.png",
        "data:image/gif;base64,QUJD",
        "data:image/png,QUJD",
        "data:image/png;base64",
        "file:image/png;base64,QUJD",
    ] {
        assert_eq!(data(url.to_owned()), None, "{url}");
    }
}
