from django.urls import path

from badges.views import awards, issuers, people, verify

urlpatterns = [
    path("awards/<uuid:award_id>/", awards.award, name="award"),
    path("awards/<uuid:award_id>/credential.json", awards.credential, name="credential"),
    path("awards/<uuid:award_id>/assertion.json", awards.assertion, name="assertion"),
    path("awards/<uuid:award_id>/badge.png", awards.image, {"extension": "png"}, name="award_png"),
    path("awards/<uuid:award_id>/badge.svg", awards.image, {"extension": "svg"}, name="award_svg"),
    path("awards/<uuid:award_id>/card.png", awards.card, name="award_card"),
    path("awards/<uuid:award_id>/embed/", awards.embed, name="award_embed"),
    path("oembed/", awards.oembed, name="oembed"),
    path(
        "badges/<slug:slug>/image.png", issuers.badge_image, {"extension": "png"}, name="badge_png"
    ),
    path(
        "badges/<slug:slug>/image.svg", issuers.badge_image, {"extension": "svg"}, name="badge_svg"
    ),
    path("issuers/<slug:slug>/", issuers.issuer, name="issuer"),
    path("issuers/<slug:slug>/did.json", issuers.did_document, name="did_document"),
    path("issuers/<slug:slug>/profile.json", issuers.profile, name="profile"),
    path("status/<int:status_list_id>", issuers.status_list, name="status_list"),
    path("people/<slug:slug>/", people.person, name="person"),
    path("profile/", people.own, name="own_profile"),
    path("profile/badges/<uuid:award_id>/", people.own_badge, name="own_profile_badge"),
    path("verify/", verify.verify, name="verify"),
]
